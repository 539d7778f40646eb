import { describe, expect, it } from 'vitest';
import { addDays, dayAt, daysBetween, isDay } from './zone';

describe('days in a zone', () => {
  it('are the days of the zone and not of the machine', () => {
    const instant = Date.parse('2026-11-21T23:30:00Z');
    expect(dayAt(instant, 'UTC')).toBe('2026-11-21');
    expect(dayAt(instant, 'Europe/Helsinki')).toBe('2026-11-22');
    expect(dayAt(instant, 'America/Los_Angeles')).toBe('2026-11-21');
    expect(dayAt(instant, 'Pacific/Kiritimati')).toBe('2026-11-22');
  });

  it('add and subtract over months, leap years and clock changes', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-03-08', 1)).toBe('2026-03-09');
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(daysBetween('2026-04-01', '2026-03-01')).toBe(-31);
  });

  it('that do not exist are refused', () => {
    expect(isDay('2026-02-29')).toBe(false);
    expect(isDay('2026-13-01')).toBe(false);
    expect(isDay('21.11.2026')).toBe(false);
    expect(isDay('2024-02-29')).toBe(true);
  });
});
