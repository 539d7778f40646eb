import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProblemError } from '../api/problem';
import { POLL_LIST_MILLIS, useHttp, type Answer } from '../api/queries';
import type { Alert, AlertList, AlertRule, AlertSent } from '../api/types';

export function useAlerts(site: string): Answer<AlertList> {
  const http = useHttp();
  return useQuery<AlertList, ProblemError>({
    queryKey: ['alerts', site],
    queryFn: ({ signal }) => http.get<AlertList>(`/sites/${site}/alerts`, signal),
    refetchInterval: POLL_LIST_MILLIS,
  });
}

export function usePutAlert(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<Alert, ProblemError, { id: string; alert: AlertRule }>({
    mutationFn: ({ id, alert }) => http.send<Alert>('PUT', `/sites/${site}/alerts/${id}`, alert),
    onSuccess: (stored) =>
      client.setQueryData<AlertList>(['alerts', site], (before) => ({
        alerts: [...(before?.alerts ?? []).filter(({ id }) => id !== stored.id), stored].toSorted((a, b) =>
          a.id < b.id ? -1 : 1,
        ),
      })),
  });
}

export function useDeleteAlert(site: string) {
  const http = useHttp();
  const client = useQueryClient();
  return useMutation<undefined, ProblemError, string>({
    mutationFn: (id) => http.send<undefined>('DELETE', `/sites/${site}/alerts/${id}`),
    onSuccess: (_, gone) =>
      client.setQueryData<AlertList>(['alerts', site], (before) => ({
        alerts: (before?.alerts ?? []).filter(({ id }) => id !== gone),
      })),
  });
}

export function useTestAlert(site: string) {
  const http = useHttp();
  return useMutation<AlertSent, ProblemError, string>({
    mutationFn: (id) => http.send<AlertSent>('POST', `/sites/${site}/alerts/${id}/test`),
  });
}
