import { addDays, dayAt, daysBetween, isDay, type Day } from './zone';

/** Ranges that move with the clock, in the order in which they are offered. */
export const PRESETS = ['today', '7d', '30d', 'all'] as const;
export type Preset = (typeof PRESETS)[number];

/** What was chosen: a range that moves with the clock, or fixed days (half-open: `to` is not in it). */
export type RangeChoice = { preset: Preset } | { from: Day; to: Day };

/** The days meant, half-open. Days go to the API as they are: it knows where they start in the site's zone. */
export interface DayRange {
  from: Day;
  to: Day;
}

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

export const RANGE_DEFAULT: RangeChoice = { preset: '7d' };

/** No event is older: the intake refuses times before it. */
export const BEGINNING: Day = '2000-01-01';

/** Longest fixed range, so that a mistyped year asks for no million buckets. */
const DAYS_MAX = 366 * 50;

/** More buckets than this say nothing on a screen. */
const BUCKETS_MAX = 400;

const DAYS_PER_BUCKET: Record<Interval, number> = { hour: 1 / 24, day: 1, week: 7, month: 30 };

/** When the site's first and last events happened, if it has any. */
export interface Extent {
  first_event_at: string | null;
  last_event_at: string | null;
}

/**
 * The days a choice means at an instant in the site's zone. Today is in every preset but all time, which is the
 * days in which there are events: so it is short where the data is, and its buckets are fine.
 */
export function daysOf(choice: RangeChoice, nowMillis: number, zone: string, extent?: Extent): DayRange {
  if (!('preset' in choice)) return choice;
  const to = addDays(dayAt(nowMillis, zone), 1);
  switch (choice.preset) {
    case 'today':
      return { from: addDays(to, -1), to };
    case '7d':
      return { from: addDays(to, -7), to };
    case '30d':
      return { from: addDays(to, -30), to };
    case 'all': {
      const { first_event_at: first = null, last_event_at: last = null } = extent ?? {};
      if (first === null || last === null) return { from: addDays(to, -1), to };
      return { from: dayAt(Date.parse(first), zone), to: addDays(dayAt(Date.parse(last), zone), 1) };
    }
  }
}

/** Whether two days make a range: half-open, not empty, not absurdly long. */
export function isRange(from: string, to: string): boolean {
  if (!isDay(from) || !isDay(to)) return false;
  const days = daysBetween(from, to);
  return days >= 1 && days <= DAYS_MAX;
}

/** The intervals that give a readable number of buckets over the days. */
export function intervalsFor(range: DayRange): readonly Interval[] {
  const days = daysBetween(range.from, range.to);
  return INTERVALS.filter(
    (interval) => interval === 'month' || days / DAYS_PER_BUCKET[interval] <= BUCKETS_MAX,
  );
}

/** The interval used where none is chosen, or where the chosen one gives too many buckets. */
export function intervalFor(range: DayRange, chosen: Interval | undefined): Interval {
  const fitting = intervalsFor(range);
  if (chosen !== undefined && fitting.includes(chosen)) return chosen;
  const days = daysBetween(range.from, range.to);
  if (days <= 1) return 'hour';
  if (days <= 92) return 'day';
  if (days <= 2 * 366) return 'week';
  return 'month';
}
