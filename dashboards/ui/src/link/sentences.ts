import type { ElementRef, LinkReport } from '../api/types';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';

/** The answer about a link in words: how many clicked it, and whether that is what was expected. */
export function linkSentence({ totals, verdict, link }: LinkReport): string {
  const words = messages.links;
  if (totals.views === 0) return words.nobody;
  const said = words.sentence(
    count(totals.clicked),
    count(totals.views),
    percent(totals.rate),
    interval(totals.interval),
  );
  const expected = link.link.expected;
  if (expected === undefined) return said;
  const judged = words.verdicts[verdict];
  return `${said} ${verdict === 'too_few' ? judged : words.expectedIs(judged, percent(expected))}`;
}

/** What people call an element: what it says, else its name, where it leads, or where it stands. */
export function elementName({ text, link, href, selector, tag }: ElementRef): string {
  return [text, link, href, selector].find((one) => one !== '') ?? tag;
}
