import { describe, expect, it } from 'vitest';
import { daysOf, intervalFor, intervalsFor, isRange } from './range';

const NOW = Date.parse('2026-11-21T23:30:00Z');

describe('a range', () => {
  it('of a preset ends with today in the site’s zone', () => {
    expect(daysOf({ preset: 'today' }, NOW, 'UTC')).toEqual({ from: '2026-11-21', to: '2026-11-22' });
    expect(daysOf({ preset: 'today' }, NOW, 'Europe/Helsinki')).toEqual({
      from: '2026-11-22',
      to: '2026-11-23',
    });
    expect(daysOf({ preset: '7d' }, NOW, 'UTC')).toEqual({ from: '2026-11-15', to: '2026-11-22' });
    expect(daysOf({ preset: '30d' }, NOW, 'UTC')).toEqual({ from: '2026-10-23', to: '2026-11-22' });
  });

  it('of all time is the days in which there are events', () => {
    const extent = { first_event_at: '2019-10-01T00:00:01Z', last_event_at: '2019-10-31T23:30:00Z' };
    expect(daysOf({ preset: 'all' }, NOW, 'UTC', extent)).toEqual({ from: '2019-10-01', to: '2019-11-01' });
    expect(daysOf({ preset: 'all' }, NOW, 'Europe/Helsinki', extent)).toEqual({
      from: '2019-10-01',
      to: '2019-11-02',
    });
    const none = { first_event_at: null, last_event_at: null };
    expect(daysOf({ preset: 'all' }, NOW, 'UTC', none)).toEqual({ from: '2026-11-21', to: '2026-11-22' });
  });

  it('of fixed days is what was chosen', () => {
    const days = { from: '2019-10-01', to: '2019-11-01' };
    expect(daysOf(days, NOW, 'UTC')).toEqual(days);
  });

  it('is refused when empty, backward or absurdly long', () => {
    expect(isRange('2026-11-01', '2026-11-02')).toBe(true);
    expect(isRange('2026-11-01', '2026-11-01')).toBe(false);
    expect(isRange('2026-11-02', '2026-11-01')).toBe(false);
    expect(isRange('0026-11-01', '2026-11-02')).toBe(false);
    expect(isRange('2026-02-30', '2026-03-01')).toBe(false);
  });

  it('takes an interval that keeps the buckets readable', () => {
    expect(intervalFor({ from: '2026-11-21', to: '2026-11-22' }, undefined)).toBe('hour');
    expect(intervalFor({ from: '2026-11-15', to: '2026-11-22' }, undefined)).toBe('day');
    expect(intervalFor({ from: '2026-01-01', to: '2026-11-22' }, undefined)).toBe('week');
    expect(intervalFor({ from: '2000-01-01', to: '2026-11-22' }, undefined)).toBe('month');
    expect(intervalFor({ from: '2026-11-15', to: '2026-11-22' }, 'hour')).toBe('hour');
    expect(intervalFor({ from: '2000-01-01', to: '2026-11-22' }, 'hour')).toBe('month');
    expect(intervalsFor({ from: '2000-01-01', to: '2026-11-22' })).toEqual(['month']);
  });
});
