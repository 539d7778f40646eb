import { describe, expect, it } from 'vitest';
import * as format from './format';

describe('formatters', () => {
  it('group whole numbers', () => {
    expect(format.count(0)).toBe('0');
    expect(format.count(4518)).toBe('4,518');
    expect(format.shortCount(9999)).toBe('9,999');
    expect(format.shortCount(78_742)).toBe('78.7k');
  });

  it('give small shares the decimals they need and keep 0 % and 100 % for the real ones', () => {
    expect(format.percent(0)).toBe('0%');
    expect(format.percent(1)).toBe('100%');
    expect(format.percent(111 / 4518)).toBe('2.5%');
    expect(format.percent(0.5)).toBe('50.0%');
    expect(format.percent(0.0042)).toBe('0.42%');
    expect(format.percent(0.00996)).toBe('1.0%');
    expect(format.percent(0.00001)).toBe('<0.01%');
    expect(format.percent(0.99999)).toBe('>99.9%');
  });

  it('write intervals with one sign', () => {
    expect(format.interval([0.02, 0.0304])).toBe('2.0–3.0%');
    expect(format.interval([0, 1])).toBe('0–100%');
  });

  it('write lengths of time in their two largest units', () => {
    expect(format.duration(0)).toBe('0 s');
    expect(format.duration(0.85)).toBe('0.9 s');
    expect(format.duration(59)).toBe('59 s');
    expect(format.duration(59.7)).toBe('1 min');
    expect(format.duration(243)).toBe('4 min 3 s');
    expect(format.duration(3_600)).toBe('1 h');
    expect(format.duration(93_784)).toBe('1 d 2 h');
  });

  it('read ISO durations', () => {
    expect(format.isoDuration('P7D')).toBe('7 days');
    expect(format.isoDuration('PT1H')).toBe('1 hour');
    expect(format.isoDuration('PT1H30M')).toBe('1 hour 30 minutes');
    expect(format.isoDuration('PT168H')).toBe('7 days');
    expect(format.isoDuration('PT90M')).toBe('1 hour 30 minutes');
    expect(format.isoDuration('PT1.5S')).toBe('1.5 seconds');
    expect(format.isoDuration('P1Y')).toBe('P1Y');
    expect(format.isoDuration('PT')).toBe('PT');
  });

  it('name a currency only where there is one', () => {
    expect(format.money(1234.5, 'EUR').replace(/\s/g, ' ')).toBe('EUR 1,234.50');
    expect(format.money(1234.5, '')).toBe('1,234.50');
  });

  it('show times in the site’s zone', () => {
    expect(format.moment('2026-11-21T23:30:05Z', 'Europe/Helsinki')).toBe('22 Nov 2026, 01:30:05');
    expect(format.bucket('2026-11-20T22:00:00Z', 'day', 'Europe/Helsinki')).toMatch(/^Sat,? 21 Nov$/);
    expect(format.shortBucket('2026-11-21T22:00:00Z', 'hour', 'Europe/Helsinki')).toBe('00:00');
    expect(format.bucket('2026-10-31T22:00:00Z', 'month', 'Europe/Helsinki')).toBe('Nov 2026');
    expect(format.day('2026-11-21')).toBe('21 Nov 2026');
    expect(format.dayRange('2026-11-15', '2026-11-21').replace(/\s/g, ' ')).toMatch(/^15 ?– ?21 Nov 2026$/);
    expect(format.dayRange('2026-11-21', '2026-11-21')).toBe('21 Nov 2026');
  });

  it('say how long ago something was, never in the future', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(format.ago('2026-11-21T11:59:48Z', now)).toBe('12 seconds ago');
    expect(format.ago('2026-11-21T12:00:30Z', now)).toBe('0 seconds ago');
    expect(format.ago('2026-11-21T11:30:00Z', now)).toBe('30 minutes ago');
    expect(format.ago('2026-11-11T12:00:00Z', now)).toBe('10 days ago');
  });

  it('join words', () => {
    expect(format.list(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('differences and ratios', () => {
    expect([0.0123, -0.127, -0.0004, 0].map(format.points)).toEqual(['+1.2', '−12.7', '−0.04', '0.0']);
    expect(format.pointsInterval([-0.009, 0.003])).toBe('−0.9 to +0.3');
    expect([0.5, 3.14, 12.6].map(format.ratio)).toEqual(['0.50', '3.1', '13']);
  });
});
