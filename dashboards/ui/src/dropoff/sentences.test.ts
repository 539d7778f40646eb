import { describe, expect, it } from 'vitest';
import { buyReport } from '../../fixtures/answers';
import { dropoffsOf } from '../../fixtures/funnel-answers';
import { dropoffSentence, nextText, rowName, signalVerdict, signalsSentence } from './sentences';

const [, step] = buyReport(7, undefined).steps;
if (step === undefined) throw new Error('no second step');
const dropoffs = dropoffsOf(step);

describe('what happened after a step', () => {
  it('says how many went on, how many did not and where most of those went', () => {
    expect(dropoffSentence(dropoffs, 'session')).toBe(
      'Of 1,243 sessions at “Put into the cart”, 683 went on and 556 dropped; 4 may still go on. Most of the dropped left the site right after (46.0%).',
    );
    const [, help] = dropoffs.next;
    if (help === undefined) throw new Error('no second row');
    expect(dropoffSentence({ ...dropoffs, next: [help], open: 0, excluded: 3 }, 'visitor')).toBe(
      'Of 1,243 visitors at “Put into the cart”, 683 went on and 556 dropped. 3 of the dropped were ended by an exclusion. The dropped most often went on to “/help/delivery” (21.9%).',
    );
  });

  it('claims a finding, and nothing else', () => {
    const { signals } = dropoffs;
    expect(signalsSentence(signals, 'session')).toBe(
      'For sessions that saw a form error the odds of dropping were 5.9 times as high (95% interval 3.6 to 9.7).',
    );
    expect(signalsSentence(signals.slice(1), 'session')).toContain('No sign of trouble was more frequent');
    expect(signalsSentence(signals.slice(2), 'session')).toContain('Too few people');
    expect(signals.map(signalVerdict).slice(0, 3)).toEqual([
      'more among the dropped',
      'may be chance',
      'too few to say',
    ]);
  });

  it('has a name for every row', () => {
    expect(dropoffs.next.map(rowName)).toEqual([
      'left the site',
      '/help/delivery',
      '/checkout',
      'event search',
      'nothing yet',
      'all other values',
    ]);
    expect(['', 'event:search', '/cart'].map(nextText)).toEqual(['left the site', 'event search', '/cart']);
  });
});
