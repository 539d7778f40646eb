import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProblemError } from '../api/problem';
import { POLL_LIST_MILLIS, useHttp, type Answer } from '../api/queries';
import type { IntendedLink, Link, LinkList, Overlay, OverlayRequest } from '../api/types';

export function useLinks(site: string): Answer<LinkList> {
  const http = useHttp();
  return useQuery<LinkList, ProblemError>({
    queryKey: ['links', site],
    queryFn: ({ signal }) => http.get<LinkList>(`/sites/${site}/links`, signal),
    refetchInterval: POLL_LIST_MILLIS,
  });
}

export function usePutLink(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<Link, ProblemError, { id: string; link: IntendedLink }>({
    mutationFn: ({ id, link }) => http.send<Link>('PUT', `/sites/${site}/links/${id}`, link),
    onSuccess: (stored) => {
      client.setQueryData<LinkList>(['links', site], (before) => ({
        links: [...(before?.links ?? []).filter(({ id }) => id !== stored.id), stored].toSorted((a, b) =>
          a.id < b.id ? -1 : 1,
        ),
      }));
      return client.invalidateQueries({ queryKey: [`links/${stored.id}/report`, site] });
    },
  });
}

export function useDeleteLink(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<undefined, ProblemError, string>({
    mutationFn: (id) => http.send<undefined>('DELETE', `/sites/${site}/links/${id}`),
    onSuccess: (_, gone) =>
      client.setQueryData<LinkList>(['links', site], (before) => ({
        links: (before?.links ?? []).filter(({ id }) => id !== gone),
      })),
  });
}

/** A signed address of a page, over which the tracker there draws its clicks. */
export function useOverlay(site: string) {
  const http = useHttp();
  return useMutation<Overlay, ProblemError, OverlayRequest>({
    mutationFn: (request) => http.send<Overlay>('POST', `/sites/${site}/overlays`, request),
  });
}
