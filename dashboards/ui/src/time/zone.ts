/** Calendar days. A site's days are days in its own zone, never the browser's. */

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

const DAY_MILLIS = 86_400_000;

/** Whether the text is a day that exists. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}

/** The day it is in the zone at an instant. */
export function dayAt(epochMillis: number, zone: string): Day {
  const part: Record<string, string> = {};
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  for (const { type, value } of clock.formatToParts(epochMillis)) part[type] = value;
  return `${(part.year ?? '').padStart(4, '0')}-${part.month ?? ''}-${part.day ?? ''}`;
}

/** The day that is so many days later, or earlier where negative. */
export function addDays(day: Day, days: number): Day {
  return new Date(utcMidnight(day) + days * DAY_MILLIS).toISOString().slice(0, 10);
}

/** How many days lie from the first day to the second. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((utcMidnight(to) - utcMidnight(from)) / DAY_MILLIS);
}

function utcMidnight(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}
