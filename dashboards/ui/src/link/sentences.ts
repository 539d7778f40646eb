import type { ElementRef, LinkDrift, LinkReport } from '../api/types';
import { count, interval, moment, percent, points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';

const words = messages.links;

/** What page views with a link in view are told apart by. */
export const LINK_BY = ['device', 'channel_group', 'browser', 'path'] as const;
export type LinkBy = (typeof LINK_BY)[number];

/** The answer about a link in words: how many clicked it, and whether that is what was expected. */
export function linkSentence({ totals, verdict, link }: LinkReport): string {
  if (totals.views === 0) return words.nobody;
  const said = words.sentence(
    count(totals.clicked),
    count(totals.views),
    percent(totals.rate),
    interval(totals.interval),
  );
  const { expected } = link.link;
  if (expected === undefined) return said;
  const judged = words.verdicts[verdict];
  return `${said} ${verdict === 'too_few' ? judged : words.expectedIs(judged, percent(expected))}`;
}

/** Whether the second half of the days is another than the first, with the difference and its interval. */
export function driftSentence({ at, before, after, difference, interval, changed }: LinkDrift, zone: string) {
  const figures = [
    percent(before.rate),
    percent(after.rate),
    moment(at, zone),
    points(difference),
    pointsInterval(interval),
  ] as const;
  return changed ? words.drift(...figures) : words.noDrift(...figures);
}

/** The share that is expected to click the link, where one is. */
export function expectation({ link }: LinkReport): number | undefined {
  return link.link.expected;
}

/** What people call an element: what it says, else its name, where it leads, or where it stands. */
export function elementName({ text, link, href, selector, tag }: ElementRef): string {
  return [text, link, href, selector].find((one) => one !== '') ?? tag;
}
