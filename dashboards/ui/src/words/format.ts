import type { Interval } from '../time/range';
import { secondsOf } from '../time/duration';
import { LOCALE, messages } from './messages';

/** Figures and times as people read them. Everything on screen that is a figure comes through here. */

const counts = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const lists = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const UNITS = [
  { unit: 'day', size: 86_400 },
  { unit: 'hour', size: 3_600 },
  { unit: 'minute', size: 60 },
  { unit: 'second', size: 1 },
] as const;
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });

/** A whole number: `4,518`. */
export function count(value: number): string {
  return counts.format(value);
}

/** A large number where room is scarce: `78.7k`. */
export function shortCount(value: number): string {
  return value < 10_000
    ? counts.format(value)
    : new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/**
 * A share from 0 to 1 in percent, with as many decimals as small ones need. Only 0 reads as 0 % and only 1 as
 * 100 %: what is rounded to them is shown as beyond the last readable figure.
 */
export function percent(share: number): string {
  if (share === 0 || share === 1) return percentWith(share, 0);
  if (share < 0.0001) return `<${percentWith(0.0001, 2)}`;
  if (share > 0.9995) return `>${percentWith(0.999, 1)}`;
  return percentWith(share, share < 0.00995 ? 2 : 1);
}

/** A 95 % interval: `2.0–3.0%`. */
export function interval(bounds: readonly number[]): string {
  const [low = 0, high = 1] = bounds;
  return `${percent(low).replace('%', '')}–${percent(high)}`;
}

/** A difference of two shares in percentage points: `+1.2`, `−0.04`; what rounds to nothing has no sign. */
export function points(difference: number): string {
  const value = difference * 100;
  const decimals = Math.abs(value) < 0.0995 && value !== 0 ? 2 : 1;
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'exceptZero',
  })
    .format(value)
    .replace('-', '−');
}

/** A 95 % interval of such a difference: `−0.9 to +0.3`. */
export function pointsInterval([low = 0, high = 0]: readonly number[]): string {
  return messages.to(points(low), points(high));
}

/** A ratio: `3.1`; above ten without decimals, below one with two. */
export function ratio(value: number): string {
  const decimals = value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** The days of a half-open range of instants, in a zone: `15–21 Nov 2026`. */
export function dayRangeIn(from: string, to: string, zone: string): string {
  const style = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, dateStyle: 'medium' });
  return style.formatRange(Date.parse(from), Date.parse(to) - 1);
}

/** A length of time in its two largest units: `4 min 3 s`. Below a minute with one decimal. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 10) return `${new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 }).format(seconds)} s`;
  const units = [
    { name: 'd', size: 86_400 },
    { name: 'h', size: 3_600 },
    { name: 'min', size: 60 },
    { name: 's', size: 1 },
  ];
  const first = units.findIndex(({ size }) => whole >= size);
  const largest = units[first];
  if (largest === undefined) return '0 s';
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % largest.size) / next.size);
  const head = `${counts.format(Math.floor(whole / largest.size))} ${largest.name}`;
  return next === undefined || rest === 0 ? head : `${head} ${rest} ${next.name}`;
}

/** An ISO 8601 duration in words: `P7D` and `PT168H` are `7 days`. Anything unreadable is given back as it is. */
export function isoDuration(text: string): string {
  let rest = secondsOf(text);
  if (rest === undefined || rest <= 0) return text;
  const words: string[] = [];
  for (const { unit, size } of UNITS) {
    const value = unit === 'second' ? rest : Math.floor(rest / size);
    rest -= value * size;
    if (value > 0) {
      words.push(new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay: 'long' }).format(value));
    }
  }
  return words.join(' ');
}

/** An amount of money; a sum over unknown currencies has none. */
export function money(amount: number, currency: string): string {
  const plain = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  if (!/^[A-Za-z]{3}$/.test(currency)) return new Intl.NumberFormat(LOCALE, plain).format(amount);
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'code' }).format(
    amount,
  );
}

/** An amount of money that is an estimate: without its hundredths, and with three figures at most. */
export function roundMoney(amount: number, currency: string): string {
  const rounded = Number(amount.toPrecision(3));
  const style = { maximumFractionDigits: 0 };
  if (!/^[A-Za-z]{3}$/.test(currency)) return new Intl.NumberFormat(LOCALE, style).format(rounded);
  return new Intl.NumberFormat(LOCALE, {
    ...style,
    style: 'currency',
    currency,
    currencyDisplay: 'code',
  }).format(rounded);
}

/** An instant in a zone to the second: `21 Nov 2026, 14:03:10`. */
export function moment(instant: string, zone: string): string {
  return inZone(instant, zone, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The time of day in a zone: `14:03:10`. */
export function timeOfDay(instant: string, zone: string): string {
  return inZone(instant, zone, { timeStyle: 'medium' });
}

/** A whole hour of the day: `08:00`. */
export function hourOfDay(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** The same without seconds: `14:03`. */
export function timeOfMinute(instant: string, zone: string): string {
  return inZone(instant, zone, { timeStyle: 'short' });
}

/** An instant in a zone to the minute, for lists: `21 Nov, 14:03`. */
export function shortMoment(instant: string, zone: string): string {
  return inZone(instant, zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** How long ago an instant was: `12 seconds ago`; nothing negative where clocks disagree. */
export function ago(instant: string, nowMillis: number): string {
  const seconds = Math.max(0, Math.round((nowMillis - Date.parse(instant)) / 1000));
  if (seconds < 90) return relative.format(-seconds, 'second');
  if (seconds < 5_400) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 129_600) return relative.format(-Math.round(seconds / 3_600), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}

/** A day without its zone: `21 Nov 2026`. */
export function day(text: string): string {
  return inZone(`${text}T00:00:00Z`, 'UTC', { dateStyle: 'medium' });
}

/** First and last day: `15–21 Nov 2026`. */
export function dayRange(first: string, last: string): string {
  const style = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', dateStyle: 'medium' });
  return style.formatRange(Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`));
}

/** The name of a bucket by its start: `14:00`, `Sat 21 Nov`, `from 16 Nov`, `Nov 2026`. */
export function bucket(from: string, length: Interval, zone: string): string {
  switch (length) {
    case 'hour':
      return inZone(from, zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    case 'day':
      return inZone(from, zone, { weekday: 'short', day: 'numeric', month: 'short' });
    case 'week':
      return inZone(from, zone, { day: 'numeric', month: 'short', year: 'numeric' });
    case 'month':
      return inZone(from, zone, { month: 'short', year: 'numeric' });
  }
}

/** The same where room is scarce. */
export function shortBucket(from: string, length: Interval, zone: string): string {
  switch (length) {
    case 'hour':
      return inZone(from, zone, { hour: '2-digit', minute: '2-digit' });
    case 'day':
    case 'week':
      return inZone(from, zone, { day: 'numeric', month: 'short' });
    case 'month':
      return inZone(from, zone, { month: 'short', year: '2-digit' });
  }
}

/** `a, b and c`. */
export function list(words: readonly string[]): string {
  return lists.format(words);
}

function percentWith(share: number, decimals: number): string {
  return new Intl.NumberFormat(LOCALE, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(share);
}

function inZone(instant: string, zone: string, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...style }).format(Date.parse(instant));
}
