import { describe, expect, it } from 'vitest';
import { comparedReport, explanationOf, timingOf, valueOf } from '../../fixtures/funnel-answers';
import { comparisonSentence, differenceWord, timingSentence, worthSentence } from '../words/sentences';
import { explanationSentence, segmentName, segmentVerdict } from './sentences';

describe('the explanation of a change', () => {
  it('names the step and the segments that stand out', () => {
    expect(explanationSentence(explanationOf())).toBe(
      'Conversion fell from 8.0% to 5.8%: −2.2 points (95% interval −3.3 to −1.2), beyond noise. The way to “Purchase” accounts for −1.9 points of it. “Browser: Safari” explains more of it than its share.',
    );
  });

  it('finds nothing within noise, and where nobody was', () => {
    const noise = explanationOf(false);
    expect(explanationSentence(noise)).toContain('is within noise: there is nothing to explain.');
    expect(explanationSentence({ ...noise, then: { ...noise.then, entered: 0 } })).toContain(
      'Nobody entered',
    );
  });

  it('says so where no segment stands out', () => {
    const { segments, ...rest } = explanationOf();
    expect(explanationSentence({ ...rest, segments: segments.slice(1) })).toContain(
      'No segment explains more',
    );
    expect(segments.map(segmentVerdict)).toEqual([
      'explains the change',
      'within noise',
      'too few to say',
      'within noise',
    ]);
    expect(segments.map(segmentName)).toEqual([
      'Browser: Safari',
      'Device: mobile',
      'Country: not known',
      'Page of entry: all other values',
    ]);
  });
});

describe('two ranges', () => {
  it('differ only beyond chance', () => {
    const report = comparedReport();
    const { compared } = report;
    if (compared === null) throw new Error('nothing compared');
    expect(comparisonSentence(report, compared)).toBe(
      'Conversion fell from 8.0% to 5.8%: −2.2 points (95% interval −3.3 to −1.2). The largest change beyond chance is on the way to “Purchase”: −12.7 points.',
    );
    expect(compared.differences.map(({ rate_previous: one }) => differenceWord(one))).toEqual([
      'may be chance',
      'may be chance',
      'may be chance',
      'lower',
    ]);
    const unsure = compared.differences.map((one) => ({
      ...one,
      rate_first: { ...one.rate_first, enough: false },
    }));
    expect(comparisonSentence(report, { ...compared, differences: unsure })).toContain('of too few to say');
  });
});

describe('times and values', () => {
  it('are told by what stands out', () => {
    expect(timingSentence(timingOf())).toBe(
      'The longest way is the one to “Put into the cart”: half take at least 4 min 3 s. Of those who came to the end, half did so within 9 min 20 s of their first step and nine in ten within 31 min 44 s.',
    );
    expect(timingSentence({ ...timingOf(), steps: [] })).toBe('Nobody came to a second step yet.');
    expect(worthSentence(valueOf())).toContain('Most is at risk after “Product seen”');
    expect(worthSentence({ ...valueOf(), steps: [], revenue: [] })).toBe(
      'No event of these steps says what it is worth.',
    );
  });
});
