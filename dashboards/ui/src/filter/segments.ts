import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { POLL_LIST_MILLIS, useHttp, type Answer } from '../api/queries';
import type { ProblemError } from '../api/problem';
import type { Segment, SegmentList, SegmentSettings } from '../api/types';

export function useSegments(site: string): Answer<SegmentList> {
  const http = useHttp();
  return useQuery<SegmentList, ProblemError>({
    queryKey: ['segments', site],
    queryFn: ({ signal }) => http.get<SegmentList>(`/sites/${site}/segments`, signal),
    refetchInterval: POLL_LIST_MILLIS,
  });
}

export function usePutSegment(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<Segment, ProblemError, { id: string; settings: SegmentSettings }>({
    mutationFn: ({ id, settings }) => http.send<Segment>('PUT', `/sites/${site}/segments/${id}`, settings),
    onSuccess: (segment) =>
      client.setQueryData<SegmentList>(['segments', site], (before) => ({
        segments: [...(before?.segments ?? []).filter(({ id }) => id !== segment.id), segment].toSorted(
          (a, b) => (a.id < b.id ? -1 : 1),
        ),
      })),
  });
}

export function useDeleteSegment(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<undefined, ProblemError, string>({
    mutationFn: (id) => http.send<undefined>('DELETE', `/sites/${site}/segments/${id}`),
    onSuccess: (_, gone) =>
      client.setQueryData<SegmentList>(['segments', site], (before) => ({
        segments: (before?.segments ?? []).filter(({ id }) => id !== gone),
      })),
  });
}
