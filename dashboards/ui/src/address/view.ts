import type { FunnelDefinition } from '../api/types';
import { INTERVALS, PRESETS, RANGE_DEFAULT, isRange, type Interval, type RangeChoice } from '../time/range';

/**
 * Everything that decides what is on screen, kept in the address: every view is a link, and back and forward
 * work. What the address leaves out has its default; what it has wrong counts as left out.
 */
export interface View {
  site: string | undefined;
  /** The stored funnel that is shown. */
  funnel: string | undefined;
  /** A question that is not stored. It wins over `funnel`, which then names what it was made from. */
  ask: FunnelDefinition | undefined;
  /** Whether the form is open. */
  editing: boolean;
  range: RangeChoice;
  /** A dimension or `prop:NAME`. */
  breakdown: string | undefined;
  /** Undefined: whatever suits the range. */
  interval: Interval | undefined;
}

export const VIEW_DEFAULT: View = {
  site: undefined,
  funnel: undefined,
  ask: undefined,
  editing: false,
  range: RANGE_DEFAULT,
  breakdown: undefined,
  interval: undefined,
};

/** The view that the query part of an address names. */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const text = (key: string, pattern: RegExp) => {
    const value = query.get(key);
    return value !== null && pattern.test(value) ? value : undefined;
  };
  return {
    site: text('site', /^[a-z0-9-]{1,40}$/),
    funnel: text('funnel', /^[a-z0-9_-]{1,60}$/),
    ask: readAsk(query.get('ask')),
    editing: query.get('edit') === '1',
    range: readRange(query),
    breakdown: text('breakdown', /^([a-z_]+|prop:.+)$/),
    interval: INTERVALS.find((interval) => interval === query.get('interval')),
  };
}

/** The query part of the address of a view, with its `?`; empty for the default view. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined) query.set(key, value);
  };
  put('site', view.site);
  put('funnel', view.funnel);
  put('ask', view.ask === undefined ? undefined : JSON.stringify(view.ask));
  put('edit', view.editing ? '1' : undefined);
  if ('preset' in view.range) {
    const isDefault = 'preset' in RANGE_DEFAULT && view.range.preset === RANGE_DEFAULT.preset;
    put('range', isDefault ? undefined : view.range.preset);
  } else {
    put('from', view.range.from);
    put('to', view.range.to);
  }
  put('breakdown', view.breakdown);
  put('interval', view.interval);
  // Colons and slashes may stand in a query as they are; so the address stays readable.
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

function readRange(query: URLSearchParams): RangeChoice {
  const from = query.get('from');
  const to = query.get('to');
  if (from !== null && to !== null && isRange(from, to)) return { from, to };
  const preset = PRESETS.find((word) => word === query.get('range'));
  return preset === undefined ? RANGE_DEFAULT : { preset };
}

/** The API judges the rest; here it only has to have the shape that the pages read. */
function readAsk(text: string | null): FunnelDefinition | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isDefinition(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDefinition(value: unknown): value is FunnelDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, steps } = value as Record<string, unknown>;
  return (name === undefined || typeof name === 'string') && Array.isArray(steps) && steps.every(hasMatchers);
}

function hasMatchers(step: unknown): boolean {
  return (
    typeof step === 'object' &&
    step !== null &&
    'match' in step &&
    Array.isArray(step.match) &&
    step.match.every((matcher) => typeof matcher === 'object' && matcher !== null)
  );
}
