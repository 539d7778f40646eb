import { useQuery } from '@tanstack/react-query';
import { POLL_ASKED_MILLIS, POLL_MILLIS, query, useHttp, type Answer, type Asked } from '../api/queries';
import type { Http } from '../api/http';
import type { ProblemError } from '../api/problem';
import { scopeBody, scopeQuery, type Scope } from '../filter/condition';
import type { DayRange } from '../time/range';

/** What every report of a funnel is asked of. */
export interface Question {
  site: string;
  asked: Asked;
  /** Of a stored funnel; undefined: the latest. */
  version: number | undefined;
  range: DayRange;
  scope: Scope;
}

/** The reports of a funnel, by the last part of their addresses. */
export type Part =
  'report' | 'timing' | 'value' | 'dropoffs' | 'detours' | 'friction' | 'subjects' | 'explanation';

/** Parameters of one report alone. Those that are undefined are left out. */
export type More = Record<string, string | number | undefined>;

/** Asks for a report of a funnel, stored or not: the same answer in both cases. */
export function ask<T>(http: Http, part: Part, question: Question, more: More, signal?: AbortSignal) {
  const { path, body } = requestOf(part, question, more);
  return body === undefined ? http.get<T>(path, signal) : http.send<T>('POST', path, body, signal);
}

/** The same as comma-separated values. */
export function askCsv(http: Http, part: Part, question: Question, more: More): Promise<Blob> {
  const { path, body } = requestOf(part, question, more);
  return http.download(`${path}${path.includes('?') ? '&' : '?'}format=csv`, body);
}

function requestOf(
  part: Part,
  { site, asked, version, range, scope }: Question,
  more: More,
): { path: string; body: unknown } {
  const given = Object.entries(more).filter(([, value]) => value !== undefined);
  if ('definition' in asked) {
    const body = {
      funnel: asked.definition,
      ...range,
      ...scopeBody(scope),
      ...Object.fromEntries(given),
    };
    return { path: `/sites/${site}/funnels/${part}`, body };
  }
  const parameters = {
    ...range,
    ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ...scopeQuery(scope),
    ...(version === undefined ? {} : { version: String(version) }),
  };
  return { path: `/sites/${site}/funnels/${asked.id}/${part}${query(parameters)}`, body: undefined };
}

/** A report of a funnel, refreshed like the figures above it. */
export function useFunnelPart<T>(part: Part, question: Question, more: More = {}, enabled = true): Answer<T> {
  const http = useHttp();
  const { site, asked, version, range, scope } = question;
  const what = 'id' in asked ? asked.id : asked.definition;
  return useQuery<T, ProblemError>({
    queryKey: ['funnel', part, site, what, version, range, scope, more],
    queryFn: ({ signal }) => ask<T>(http, part, question, more, signal),
    // The figures beside which they stand are asked more often; these are dearer.
    refetchInterval: 'id' in asked && part !== 'explanation' ? POLL_MILLIS : POLL_ASKED_MILLIS,
    enabled,
    // The same part of the same funnel, asked a little differently, replaces what is shown when it is there.
    placeholderData: (before, earlier) =>
      earlier !== undefined &&
      JSON.stringify(earlier.queryKey.slice(0, 4)) === JSON.stringify(['funnel', part, site, what]) &&
      JSON.stringify(earlier.queryKey[7]) === JSON.stringify(more)
        ? before
        : undefined,
  });
}
