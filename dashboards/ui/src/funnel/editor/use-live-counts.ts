import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useHttp } from '../../api/queries';
import type { ProblemError } from '../../api/problem';
import type { AdHocReportRequest, Fault, FunnelDefinition, FunnelReport } from '../../api/types';
import { scopeBody, type Scope } from '../../filter/condition';
import type { DayRange } from '../../time/range';
import { useDebounced } from '../../view/use-debounced';
import { definitionOf, type FormState } from '../form';
import type { LiveCounts } from './Steps';

/** So long nothing is typed before it is asked. */
const TYPING_MILLIS = 400;

interface Question {
  definition: FunnelDefinition;
  /** The form's steps, in the order of the definition's. */
  keys: readonly number[];
}

/**
 * How many come to each step of the form as it is typed. What is asked no more is aborted; while the form cannot be
 * asked, the counts of the last form that could stay, marked as old.
 */
export function useLiveCounts(
  site: string,
  form: FormState,
  askable: boolean,
  range: DayRange,
  scope: Scope,
): { counts: LiveCounts; faults: readonly Fault[] } {
  const http = useHttp();
  const question = useMemo<Question | undefined>(
    () => (askable ? { definition: definitionOf(form), keys: form.steps.map(({ key }) => key) } : undefined),
    [form, askable],
  );
  const settled = useDebounced(question, TYPING_MILLIS);
  const { data, error, isFetching } = useQuery<
    { report: FunnelReport; keys: readonly number[] },
    ProblemError
  >({
    queryKey: ['live-counts', site, settled, range, scope],
    queryFn: async ({ signal }) => {
      if (settled === undefined) throw new Error('nothing to ask');
      const body: AdHocReportRequest = { funnel: settled.definition, ...range, ...scopeBody(scope) };
      const report = await http.send<FunnelReport>('POST', `/sites/${site}/funnels/report`, body, signal);
      return { report, keys: settled.keys };
    },
    enabled: settled !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);

  const stale = question !== settled || data === undefined || isFetching;
  const counts = useMemo<LiveCounts>(
    () => ({
      byKey: new Map(
        (last?.keys ?? []).flatMap((key, at) => {
          const step = last?.report.steps[at];
          return step === undefined ? [] : [[key, step] as const];
        }),
      ),
      stale,
    }),
    [last, stale],
  );
  const faults = useMemo(
    () => (question === settled && settled !== undefined ? faultsOfFunnel(error) : []),
    [question, settled, error],
  );
  return { counts, faults };
}

/** The faults of the definition within the body of the question. */
function faultsOfFunnel(error: ProblemError | null): Fault[] {
  return (error?.faults ?? []).map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/funnel(?=\/|$)/, ''),
    message,
  }));
}
