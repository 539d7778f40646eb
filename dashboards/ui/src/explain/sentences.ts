import type { Explanation, SegmentChange } from '../api/types';
import { byName, valueText } from '../filter/by';
import { list, percent, points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';

const words = messages.explain;

/** What changed, where on the way, and for whom more than for all others; nothing is claimed within noise. */
export function explanationSentence(explanation: Explanation): string {
  const { then, now, difference, difference_interval: bounds } = explanation;
  const change = [percent(then.rate), percent(now.rate), points(difference), pointsInterval(bounds)] as const;
  if (then.entered === 0 || now.entered === 0) return words.nobody;
  if (!explanation.beyond_noise) return words.noise(...change);
  const sentences = [difference < 0 ? words.fell(...change) : words.rose(...change)];
  const main = explanation.steps
    .filter(({ share }) => share !== null && share > 0)
    .toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))[0];
  if (main?.contribution !== undefined && main.contribution !== null)
    sentences.push(words.step(main.name, points(main.contribution)));
  const findings = explanation.segments.filter(({ finding }) => finding);
  sentences.push(
    findings.length === 0
      ? words.noSegment
      : words.segments(
          list(findings.slice(0, 3).map((one) => `“${segmentName(one)}”`)),
          findings.length === 1,
        ),
  );
  return sentences.join(' ');
}

/** What a segment is called: `Browser: Safari`. */
export function segmentName({ by, value, other }: SegmentChange): string {
  return words.segmentName(byName(by), other ? messages.breakdown.other : valueText(by, value));
}

/** What can be said of a segment. */
export function segmentVerdict({ enough, finding }: SegmentChange): string {
  if (finding) return words.finding;
  return enough ? words.withinNoise : messages.stepSignals.notEnough;
}
