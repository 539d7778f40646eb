import { useHistory } from '../api/queries';
import type { Site } from '../api/types';
import { BEGINNING, daysOf, type DayRange, type RangeChoice } from '../time/range';
import { useNow } from '../view/State';

/** The days that a choice means now; undefined until it is known how far the site's events reach. */
export function useDays(site: Site, choice: RangeChoice): DayRange | undefined {
  const now = useNow(10_000);
  const isAll = 'preset' in choice && choice.preset === 'all';
  const { data, error } = useHistory(site.site, isAll);
  if (!isAll || data !== undefined) return daysOf(choice, now, site.time_zone, data);
  // Where it cannot be known, everything that can be is asked for: the report then says what is wrong.
  return error === null
    ? undefined
    : { from: BEGINNING, to: daysOf({ preset: 'today' }, now, site.time_zone).to };
}
