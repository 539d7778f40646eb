import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { scopeQuery, type Scope } from '../filter/condition';
import type { DayRange, Interval } from '../time/range';
import type { ProblemError } from './problem';
import { POLL_ASKED_MILLIS, POLL_LIST_MILLIS, POLL_MILLIS, query, useHttp, type Answer } from './queries';
import type {
  AcquisitionBy,
  ChannelReport,
  ClickReport,
  FindingReport,
  FormReport,
  FunnelSuggestion,
  LinkReport,
  PathReport,
  ProductReport,
  SearchTermReport,
  SessionList,
  SessionTimeline,
  VisitorHistory,
} from './types';

/** The reports about a site as a whole, its sessions and its visitors. */

/** Rows of the overview's tables. */
const ROWS = '12';

/** What is found in complete days. */
const POLL_FINDINGS_MILLIS = 300_000;

/** Sessions on a page of their list. */
export const SESSIONS_A_PAGE = 50;

export function useChannels(
  site: string,
  range: DayRange,
  scope: Scope,
  by: AcquisitionBy,
): Answer<ChannelReport> {
  return useFigures(site, 'channels', { ...range, ...scopeQuery(scope), by, limit: ROWS });
}

export function useSearchTerms(site: string, range: DayRange, scope: Scope): Answer<SearchTermReport> {
  return useFigures(site, 'search-terms', { ...range, ...scopeQuery(scope), limit: ROWS });
}

export function useProducts(site: string, range: DayRange, scope: Scope): Answer<ProductReport> {
  return useFigures(site, 'products', { ...range, ...scopeQuery(scope), limit: ROWS });
}

/** Where paths begin and end, how far they are followed, and what they are made of. */
export interface Ways {
  start: string | undefined;
  end: string | undefined;
  depth: number;
  by: 'page' | 'event';
}

export function usePaths(
  site: string,
  range: DayRange,
  scope: Scope,
  { start, end, depth, by }: Ways,
): Answer<PathReport> {
  return useFigures(site, 'paths', {
    ...range,
    ...scopeQuery(scope),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    depth: String(depth),
    by,
  });
}

export function useLinkReport(
  site: string,
  range: DayRange,
  scope: Scope,
  link: string,
  breakdown: string,
  interval: Interval,
): Answer<LinkReport> {
  return useFigures(site, `links/${link}/report`, { ...range, ...scopeQuery(scope), breakdown, interval });
}

export function useClicks(
  site: string,
  range: DayRange,
  scope: Scope,
  path: string,
  version: number | undefined,
): Answer<ClickReport> {
  return useFigures(site, 'clicks', {
    ...range,
    ...scopeQuery(scope),
    path,
    ...(version === undefined ? {} : { version: String(version) }),
  });
}

export function useForms(site: string, range: DayRange, scope: Scope): Answer<FormReport> {
  return useFigures(site, 'forms', { ...range, ...scopeQuery(scope) });
}

/** Of the last seven complete days, which change seldom, and dear. */
export function useFindings(site: string): Answer<FindingReport> {
  return useOne(['findings', site], `/sites/${site}/findings`, POLL_FINDINGS_MILLIS);
}

export function useSessions(
  site: string,
  range: DayRange,
  scope: Scope,
  search: string | undefined,
  after: string | undefined,
): Answer<SessionList> {
  return useFigures(site, 'sessions', {
    ...range,
    ...scopeQuery(scope),
    ...(search === undefined ? {} : { q: search }),
    ...(after === undefined ? {} : { after }),
    limit: String(SESSIONS_A_PAGE),
  });
}

export function useSession(site: string, id: string): Answer<SessionTimeline> {
  return useOne(['session', site, id], `/sites/${site}/sessions/${encodeURIComponent(id)}`);
}

export function useVisitor(site: string, id: string): Answer<VisitorHistory> {
  return useOne(['visitor', site, id], `/sites/${site}/visitors/${encodeURIComponent(id)}`);
}

/** A first funnel out of the site's own events; asked again while the events that it needs are still to come. */
export function useSuggestion(site: string, enabled: boolean): Answer<FunnelSuggestion> {
  const http = useHttp();
  return useQuery<FunnelSuggestion, ProblemError>({
    queryKey: ['suggestion', site],
    queryFn: ({ signal }) => http.get<FunnelSuggestion>(`/sites/${site}/funnels/suggestion`, signal),
    refetchInterval: ({ state }) => ((state.data?.funnel ?? null) === null ? POLL_MILLIS : POLL_LIST_MILLIS),
    enabled,
  });
}

function useFigures<T>(site: string, report: string, by: Record<string, string>): Answer<T> {
  const http = useHttp();
  return useQuery<T, ProblemError>({
    queryKey: [report, site, by],
    queryFn: ({ signal }) => http.get<T>(`/sites/${site}/${report}${query(by)}`, signal),
    refetchInterval: POLL_ASKED_MILLIS,
    placeholderData: keepPreviousData,
  });
}

function useOne<T>(key: readonly string[], path: string, every = POLL_ASKED_MILLIS): Answer<T> {
  const http = useHttp();
  return useQuery<T, ProblemError>({
    queryKey: key,
    queryFn: ({ signal }) => http.get<T>(path, signal),
    refetchInterval: every,
  });
}
