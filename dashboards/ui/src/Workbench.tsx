import { useEffect, useState, type MouseEvent } from 'react';
import { go, useView } from './address/use-view';
import { VIEW_DEFAULT, type View } from './address/view';
import { useSites } from './api/queries';
import type { Site } from './api/types';
import { FilterBar } from './filter/FilterBar';
import { LiveState } from './live/LiveState';
import { PageNav, SitePage, hasDays } from './Pages';
import { RangePicker } from './range/RangePicker';
import { useDays } from './range/use-days';
import { NewSite, ServerKey } from './site/NewSite';
import { Empty, Loaded, Skeleton } from './view/State';
import { messages } from './words/messages';
import logo from './polku.svg';

/** Everything behind the login: which site, which days, and the figures. */
export function Workbench({ collect, logOut }: { collect: string | undefined; logOut: () => void }) {
  const view = useView();
  const answer = useSites();
  const [made, setMade] = useState<Site>();
  const sites = answer.data?.sites;
  const only = sites?.length === 1 ? sites[0]?.site : undefined;

  // Where there is one site there is nothing to choose.
  useEffect(() => {
    if (view.site === undefined && only !== undefined) go({ site: only }, 'replace');
  }, [view.site, only]);

  const showMade = ({ site: name }: Site) => {
    go({ site: name }, 'replace');
    setMade(undefined);
    void answer.refetch();
  };

  const site = sites?.find((one) => one.site === (view.site ?? only));
  return (
    <>
      <a className="skip" href="#figures" onClick={skipToFigures}>
        {messages.skip}
      </a>
      <header className="top">
        <p className="brand">
          <img src={logo} alt="" width="24" height="24" /> {messages.product}
        </p>
        {site !== undefined && <PageNav view={view} />}
        <div className="top-end">
          {sites !== undefined && sites.length > 0 && <SitePicker sites={sites} chosen={view.site ?? only} />}
          {site !== undefined && <LiveState site={site.site} />}
          <button type="button" className="quiet" onClick={logOut}>
            {messages.login.logout}
          </button>
        </div>
      </header>
      <main
        id="figures"
        tabIndex={-1}
        aria-label={site === undefined ? undefined : messages.pages.names[view.page]}
      >
        {site !== undefined && hasDays(view) && (
          <div className="which">
            <RangePicker view={view} site={site} />
            <SiteFilter view={view} site={site} />
          </div>
        )}
        <Loaded answer={answer} skeleton={<Skeleton heights={[72, 44, 420]} />}>
          {({ sites: all }) => {
            if (made?.server_key !== undefined) return <ServerKey site={made} done={() => showMade(made)} />;
            if (all.length === 0) return <NewSite made={setMade} />;
            if (site !== undefined)
              return <SitePage key={site.site} site={site} view={view} collect={collect} />;
            if (view.site === undefined) return <SiteList sites={all} />;
            return <Empty title={messages.site.unknown(view.site)} hint={messages.site.unknownHint} />;
          }}
        </Loaded>
      </main>
    </>
  );
}

function SiteFilter({ view, site }: { view: View; site: Site }) {
  const range = useDays(site, view.range);
  return range === undefined ? null : <FilterBar site={site.site} view={view} range={range} />;
}

function SitePicker({ sites, chosen }: { sites: readonly Site[]; chosen: string | undefined }) {
  const view = useView();
  return (
    <label className="inline-field">
      <span>{messages.site.label}</span>
      <select
        value={chosen ?? ''}
        onChange={({ target }) =>
          go({ ...VIEW_DEFAULT, site: target.value, page: view.page, range: view.range })
        }
      >
        {chosen === undefined && <option value="">{messages.site.pick}</option>}
        {sites.map(({ site }) => (
          <option key={site} value={site}>
            {site}
          </option>
        ))}
      </select>
    </label>
  );
}

function SiteList({ sites }: { sites: readonly Site[] }) {
  return (
    <section className="panel">
      <h1>{messages.site.pick}</h1>
      <ul className="site-list">
        {sites.map((site) => (
          <li key={site.site}>
            <button type="button" onClick={() => go({ site: site.site })}>
              <strong>{site.site}</strong>
              <span>{messages.site.zone(site.time_zone)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A fragment in the address would be read as one of ours; so the link moves the focus alone. */
function skipToFigures(event: MouseEvent) {
  event.preventDefault();
  document.getElementById('figures')?.focus();
}
