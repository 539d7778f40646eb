import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { scopeQuery, type Scope } from '../filter/condition';
import { BEGINNING, type DayRange, type Interval } from '../time/range';
import { addDays } from '../time/zone';
import type { Http } from './http';
import type { ProblemError } from './problem';
import type {
  Funnel,
  FunnelDefinition,
  FunnelList,
  Overview,
  Quality,
  Site,
  SiteList,
  SiteSettings,
} from './types';

/** What is asked of the API, and how often. Polls rest while the tab is hidden. */

export const POLL_MILLIS = 5_000;

/** Lists change when people change them. */
export const POLL_LIST_MILLIS = 30_000;

/** A question that is not stored costs a look at the events each time. */
export const POLL_ASKED_MILLIS = 15_000;

const HttpContext = createContext<Http | undefined>(undefined);
export const HttpProvider = HttpContext.Provider;

export function useHttp(): Http {
  const http = useContext(HttpContext);
  if (http === undefined) throw new Error('no HttpProvider around this part');
  return http;
}

export type Answer<T> = UseQueryResult<T, ProblemError>;

export function useSites(): Answer<SiteList> {
  const http = useHttp();
  return useQuery<SiteList, ProblemError>({
    queryKey: ['sites'],
    queryFn: ({ signal }) => http.get<SiteList>('/sites', signal),
    refetchInterval: POLL_LIST_MILLIS,
  });
}

export function useFunnels(site: string): Answer<FunnelList> {
  const http = useHttp();
  return useQuery<FunnelList, ProblemError>({
    queryKey: ['funnels', site],
    queryFn: ({ signal }) => http.get<FunnelList>(`/sites/${site}/funnels`, signal),
    refetchInterval: POLL_LIST_MILLIS,
  });
}

/** A stored funnel by its id, or a question that is not stored. */
export type Asked = { id: string } | { definition: FunnelDefinition };

export function useOverview(
  site: string,
  range: DayRange,
  scope: Scope,
  interval: Interval,
): Answer<Overview> {
  const http = useHttp();
  const by = { ...range, ...scopeQuery(scope), interval };
  return useQuery<Overview, ProblemError>({
    queryKey: ['overview', site, by],
    queryFn: ({ signal }) => http.get<Overview>(`/sites/${site}/overview${query(by)}`, signal),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
}

/** Everything the site has ever seen, without its course: for suggestions, and for how far its events reach. */
export function useHistory(site: string, enabled: boolean): Answer<Overview> {
  const http = useHttp();
  return useQuery<Overview, ProblemError>({
    queryKey: ['history', site],
    queryFn: ({ signal }) => {
      // Two days ahead are after every event, in whatever zone the site's days are.
      const to = addDays(new Date().toISOString().slice(0, 10), 2);
      return http.get<Overview>(`/sites/${site}/overview${query({ from: BEGINNING, to })}`, signal);
    },
    staleTime: POLL_LIST_MILLIS,
    refetchInterval: POLL_LIST_MILLIS,
    enabled,
  });
}

export function useQuality(site: string): Answer<Quality> {
  const http = useHttp();
  return useQuery<Quality, ProblemError>({
    queryKey: ['quality', site],
    queryFn: ({ signal }) => http.get<Quality>(`/sites/${site}/quality`, signal),
    refetchInterval: POLL_MILLIS,
  });
}

export function usePutFunnel(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<Funnel, ProblemError, { id: string; definition: FunnelDefinition }>({
    mutationFn: ({ id, definition }) => http.send<Funnel>('PUT', `/sites/${site}/funnels/${id}`, definition),
    onSuccess: async (funnel) => {
      client.setQueryData<FunnelList>(['funnels', site], (before) => ({
        funnels: [...(before?.funnels ?? []).filter(({ id }) => id !== funnel.id), funnel].toSorted((a, b) =>
          a.id < b.id ? -1 : 1,
        ),
      }));
      await client.invalidateQueries({
        predicate: ({ queryKey: [kind, , where, what] }) =>
          kind === 'funnel' && where === site && what === funnel.id,
      });
    },
  });
}

export function useDeleteFunnel(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<undefined, ProblemError, string>({
    mutationFn: (id) => http.send<undefined>('DELETE', `/sites/${site}/funnels/${id}`),
    onSuccess: (_, gone) => {
      client.setQueryData<FunnelList>(['funnels', site], (before) => ({
        funnels: (before?.funnels ?? []).filter(({ id }) => id !== gone),
      }));
    },
  });
}

export function usePutSite() {
  const http = useHttp();
  return useMutation<Site, ProblemError, { site: string; settings: SiteSettings }>({
    mutationFn: ({ site, settings }) => http.send<Site>('PUT', `/sites/${site}`, settings),
  });
}

/** The query part of an address, with its `?`. */
export function query(parameters: Record<string, string>): string {
  return `?${new URLSearchParams(parameters).toString()}`;
}
