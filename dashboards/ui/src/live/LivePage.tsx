import { Link } from '../address/Link';
import { onPage } from '../address/view';
import type { Live, LiveFunnel, Site } from '../api/types';
import type { PageProps } from '../Pages';
import { ProblemNote, Skeleton, useNow } from '../view/State';
import { useTitle } from '../view/title';
import { ago, count, percent, timeOfDay } from '../words/format';
import { messages } from '../words/messages';
import './live.css';
import { Minutes } from './Minutes';
import { useLive, type Following } from './use-live';
import { Table } from '../view/Table';

/** What is happening on the site right now. */
export default function LivePage({ site, view }: PageProps) {
  const words = messages.livePage;
  useTitle(messages.pages.names.live, site.site);
  const following = useLive(site.site);
  const { live, problem } = following;
  return (
    <>
      <header className="report-head">
        <h1>{messages.pages.names.live}</h1>
        <State following={following} zone={site.time_zone} />
      </header>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {live === undefined ? (
        problem === undefined && (
          <div role="status" aria-label={messages.loading}>
            <Skeleton heights={[40, 72, 180, 320]} />
          </div>
        )
      ) : (
        <div className={following.state === 'live' ? 'now' : 'now now-old'}>
          <p className="answer lead-answer" data-figure="live.sentence">
            {words.sentence(count(live.visitors_5m), count(live.visitors_30m), live.visitors_5m === 1)}
          </p>
          <section className="panel" aria-labelledby="minutes-title">
            <h2 id="minutes-title">{words.minutes}</h2>
            <Minutes minutes={live.minutes} zone={site.time_zone} />
          </section>
          <div className="two">
            <Funnels funnels={live.funnels} entries={following.entries} view={view} />
            <Pages pages={live.pages} visitors={live.visitors_5m} />
          </div>
          <Events live={live} site={site} view={view} />
        </div>
      )}
    </>
  );
}

function State({ following: { state, live, heardAt }, zone }: { following: Following; zone: string }) {
  const words = messages.livePage;
  const now = useNow();
  const text = {
    connecting: words.connecting,
    live: live === undefined ? words.connecting : words.upTo(timeOfDay(live.as_of, zone)),
    stale: words.stale(ago(new Date(heardAt).toISOString(), now)),
    lost: heardAt === 0 ? words.lost : words.stale(ago(new Date(heardAt).toISOString(), now)),
    paused: messages.live.paused,
  }[state];
  const look = state === 'live' ? 'live' : state === 'lost' || state === 'stale' ? 'failing' : 'paused';
  return (
    <p className={`live live-${look}`} data-state={state}>
      <span className="dot" aria-hidden="true" />
      {text}
    </p>
  );
}

function Funnels({
  funnels,
  entries,
  view,
}: {
  funnels: readonly LiveFunnel[];
  entries: ReadonlyMap<string, number>;
  view: PageProps['view'];
}) {
  const words = messages.livePage;
  return (
    <section className="panel" aria-labelledby="flow-title">
      <h2 id="flow-title">{words.funnels}</h2>
      {funnels.length === 0 ? (
        <p className="hint">{messages.funnels.noneHint}</p>
      ) : (
        <Table
          label={messages.tableOf(words.funnels)}
          columns={[words.funnel, words.entered, words.sinceOpened, words.converted, words.share]}
        >
          {funnels.map(({ id, name, entered, converted }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={{ ...onPage(view, 'funnels'), funnel: id, range: { preset: 'today' } }}>
                  {name}
                </Link>
              </th>
              <td data-figure={`live.funnel.${id}.entered`}>
                {entered === null ? words.computing : count(entered)}
              </td>
              <td className={entries.has(id) ? 'gained' : undefined} key={entered}>
                {entries.has(id) ? `+${count(entries.get(id) ?? 0)}` : messages.report.nothing}
              </td>
              <td data-figure={`live.funnel.${id}.converted`}>
                {converted === null ? messages.report.nothing : count(converted)}
              </td>
              <td>
                {entered === null || converted === null || entered === 0
                  ? messages.report.nothing
                  : percent(converted / entered)}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p className="hint">{words.funnelsHint}</p>
    </section>
  );
}

function Pages({ pages, visitors }: { pages: Live['pages']; visitors: number }) {
  const words = messages.livePage;
  const rest = visitors - pages.reduce((sum, page) => sum + page.visitors, 0);
  return (
    <section className="panel" aria-labelledby="now-pages-title">
      <h2 id="now-pages-title">{words.pages}</h2>
      <Table label={messages.tableOf(words.pages)} columns={[words.page, messages.overview.visitors]}>
        {pages.map(({ path, visitors: there }) => (
          <tr key={path}>
            <th scope="row" className="path">
              {path === '' ? <span className="unnamed">{messages.breakdown.unknown}</span> : path}
            </th>
            <td data-figure={`live.page.${path}`}>{count(there)}</td>
          </tr>
        ))}
        {rest > 0 && (
          <tr>
            <th scope="row" className="unnamed">
              {words.elsewhere}
            </th>
            <td>{count(rest)}</td>
          </tr>
        )}
      </Table>
    </section>
  );
}

function Events({ live, site, view }: { live: Live; site: Site; view: PageProps['view'] }) {
  const words = messages.livePage;
  return (
    <section className="panel" aria-labelledby="last-title">
      <h2 id="last-title">{words.events}</h2>
      <Table
        label={messages.tableOf(words.events)}
        className="texts"
        columns={[
          words.when,
          words.event,
          words.page,
          messages.dimensions.device,
          messages.dimensions.country,
          messages.people.visitor,
        ]}
      >
        {live.events.map((event) => (
          <tr key={`${event.visitor_id} ${event.event_id}`}>
            <th scope="row">{timeOfDay(event.time, site.time_zone)}</th>
            <td>{event.name}</td>
            <td className="path">{event.path}</td>
            <td>{event.device}</td>
            <td>{event.country}</td>
            <td className="path">
              <Link to={{ ...onPage(view, 'sessions'), visitor: event.visitor_id }}>{event.visitor_id}</Link>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
