import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProblemError } from '../api/problem';
import { POLL_LIST_MILLIS, useHttp, type Answer } from '../api/queries';
import type { Digest, DigestList, DigestSent, WeeklyDigest } from '../api/types';

export function useDigests(site: string): Answer<DigestList> {
  const http = useHttp();
  return useQuery<DigestList, ProblemError>({
    queryKey: ['digests', site],
    queryFn: ({ signal }) => http.get<DigestList>(`/sites/${site}/digests`, signal),
    // Whoever may only look is refused now and later.
    refetchInterval: ({ state }) => (state.error?.status === 403 ? false : POLL_LIST_MILLIS),
  });
}

export function usePutDigest(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<Digest, ProblemError, { id: string; digest: WeeklyDigest }>({
    mutationFn: ({ id, digest }) => http.send<Digest>('PUT', `/sites/${site}/digests/${id}`, digest),
    onSuccess: (stored) =>
      client.setQueryData<DigestList>(['digests', site], (before) => ({
        digests: [...(before?.digests ?? []).filter(({ id }) => id !== stored.id), stored].toSorted((a, b) =>
          a.id < b.id ? -1 : 1,
        ),
      })),
  });
}

export function useDeleteDigest(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<undefined, ProblemError, string>({
    mutationFn: (id) => http.send<undefined>('DELETE', `/sites/${site}/digests/${id}`),
    onSuccess: (_, gone) =>
      client.setQueryData<DigestList>(['digests', site], (before) => ({
        digests: (before?.digests ?? []).filter(({ id }) => id !== gone),
      })),
  });
}

export function useTestDigest(site: string) {
  const http = useHttp();
  return useMutation<DigestSent, ProblemError, string>({
    mutationFn: (id) => http.send<DigestSent>('POST', `/sites/${site}/digests/${id}/test`),
  });
}
