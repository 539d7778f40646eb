import { Suspense, useEffect, useRef, type ComponentType } from 'react';
import { Link } from './address/Link';
import { go } from './address/use-view';
import { PAGES, onPage, type PageName, type View } from './address/view';
import { useQuality } from './api/queries';
import type { Site } from './api/types';
import { useDays } from './range/use-days';
import type { DayRange } from './time/range';
import { Crash } from './view/Crash';
import { Skeleton } from './view/State';
import { part } from './view/part';
import { messages } from './words/messages';

/** What every page of a site is given. */
export interface PageProps {
  site: Site;
  view: View;
  range: DayRange;
  /** Where the intake is, if the link said so. */
  collect: string | undefined;
}

// Each page comes when it is opened, so that the first one is there soon.
const PAGE: Record<PageName, ComponentType<PageProps>> = {
  findings: part(() => import('./finding/FindingsPage')),
  overview: part(() => import('./overview/OverviewPage')),
  funnels: part(() => import('./funnel/FunnelsPage')),
  paths: part(() => import('./path/PathsPage')),
  links: part(() => import('./link/LinksPage')),
  forms: part(() => import('./forms/FormsPage')),
  sessions: part(() => import('./session/SessionsPage')),
  live: part(() => import('./live/LivePage')),
  site: part(() => import('./site/SetupPage')),
};

/** Pages whose figures are not of chosen days. */
const DAYLESS: readonly PageName[] = ['findings', 'live', 'site'];

/** Whether the page has figures of chosen days. */
export function hasDays({ page, session, visitor }: View): boolean {
  return !DAYLESS.includes(page) && !(page === 'sessions' && (session ?? visitor) !== undefined);
}

/** The ways to the pages of a site. */
export function PageNav({ view }: { view: View }) {
  return (
    <nav aria-label={messages.pages.label} className="pages">
      <ul>
        {PAGES.map((page) => (
          <li key={page}>
            <Link to={onPage(view, page)} current={view.page === page}>
              {messages.pages.names[page]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The page that the view names. */
export function SitePage({ site, view, collect }: { site: Site; view: View; collect: string | undefined }) {
  const range = useDays(site, view.range);
  const quality = useQuality(site.site);
  const nothingYet = quality.data?.stored === 0 && quality.data.in_flight === 0;
  useFocusOnChange(view.page);

  // Before the first event there is nothing to see but how to make it come.
  useEffect(() => {
    if (nothingYet) go(onPage(view, 'site'), 'replace');
  }, [nothingYet, view]);

  const skeleton = <Skeleton heights={[72, 44, 420]} />;
  const Page = PAGE[view.page];
  if (range === undefined) return skeleton;
  return (
    <Crash key={view.page}>
      <Suspense fallback={skeleton}>
        <Page site={site} view={view} range={range} collect={collect} />
      </Suspense>
    </Crash>
  );
}

/** On another page the keyboard and the screen reader begin at its top, and so does the eye. */
function useFocusOnChange(page: PageName): void {
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    document.getElementById('figures')?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [page]);
}
