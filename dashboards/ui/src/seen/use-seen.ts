import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { POLL_LIST_MILLIS, query, useHttp } from '../api/queries';
import type { ProblemError } from '../api/problem';
import type { Seen } from '../api/types';
import type { DayRange } from '../time/range';
import { useDebounced } from '../view/use-debounced';

/** Of which site and days things are picked. */
const SeenContext = createContext<{ site: string; range: DayRange } | undefined>(undefined);
export const SeenProvider = SeenContext.Provider;

export type SeenKind = Seen['kind'];

/** More suggestions than this nobody reads; where there are more, what is typed narrows them. */
const ROWS_MAX = 200;

const TYPING_MILLIS = 250;

/**
 * What really occurs on the site, most frequent first.
 *
 * @param name with kind `value`, what the values are of: a dimension, `prop:NAME` or `item.FIELD`
 * @param typed what has been typed so far
 * @param enabled whether it is wanted now
 */
export function useSeen(
  kind: SeenKind,
  name: string | undefined,
  typed: string,
  enabled: boolean,
): Seen | undefined {
  const wanted = enabled && (kind !== 'value' || (name ?? '') !== '');
  const all = useRows(kind, name, '', wanted);
  const q = useDebounced(typed.trim().slice(0, 200), TYPING_MILLIS);
  const isCut = all !== undefined && all.values > all.rows.length;
  const narrowed = useRows(kind, name, q, wanted && isCut && q !== '');
  return isCut && q !== '' ? narrowed : all;
}

function useRows(kind: SeenKind, name: string | undefined, q: string, enabled: boolean): Seen | undefined {
  const http = useHttp();
  const where = useContext(SeenContext);
  return useQuery<Seen, ProblemError>({
    queryKey: ['seen', where?.site, where?.range, kind, name, q],
    queryFn: ({ signal }) =>
      http.get<Seen>(
        `/sites/${where?.site ?? ''}/seen${query({
          ...where?.range,
          kind,
          ...(name === undefined ? {} : { name }),
          ...(q === '' ? {} : { q }),
          limit: String(ROWS_MAX),
        })}`,
        signal,
      ),
    enabled: enabled && where !== undefined,
    staleTime: POLL_LIST_MILLIS,
    placeholderData: keepPreviousData,
  }).data;
}
