import type { FunnelDefinition } from '../api/types';
import { CONDITIONS_MAX, isCondition, type Condition } from '../filter/condition';
import {
  INTERVALS,
  PRESETS,
  RANGE_DEFAULT,
  isRange,
  type DayRange,
  type Interval,
  type RangeChoice,
} from '../time/range';

/** The pages, in the order in which they are offered. */
export const PAGES = [
  'findings',
  'overview',
  'funnels',
  'paths',
  'links',
  'forms',
  'sessions',
  'live',
  'site',
] as const;
export type PageName = (typeof PAGES)[number];

/** What a path is made of. */
export const PATH_KINDS = ['page', 'event'] as const;
export type PathKind = (typeof PATH_KINDS)[number];

/** What the course of the overview shows. */
export const METRICS = ['visitors', 'sessions', 'conversion', 'revenue', 'bounce'] as const;
export type Metric = (typeof METRICS)[number];

/** The longest path. */
export const DEPTH_MAX = 8;

/**
 * Everything that decides what is on screen, kept in the address: every view is a link, and back and forward
 * work. What the address leaves out has its default; what it has wrong counts as left out.
 */
export interface View {
  site: string | undefined;
  page: PageName;
  /** The stored funnel that is shown, or whose steps are marked. */
  funnel: string | undefined;
  /** A question that is not stored. It wins over `funnel`, which then names what it was made from. */
  ask: FunnelDefinition | undefined;
  /** Whether the form is open. */
  editing: boolean;
  range: RangeChoice;
  /** A dimension, `prop:NAME` or `item.FIELD`. */
  breakdown: string | undefined;
  /** Undefined: whatever suits the range. */
  interval: Interval | undefined;
  /** Conditions that all hold for what is counted. */
  filter: readonly Condition[];
  /** A saved segment, whose conditions hold too. */
  segment: string | undefined;
  /** What the range is compared with: the days before it, or chosen ones. */
  compare: Comparison | undefined;
  /** An older version of the stored funnel. */
  version: number | undefined;
  /** The step whose drop-offs are shown, from 1. */
  step: number | undefined;
  /** Which people of the step are listed. */
  state: SubjectState | undefined;
  /** Where paths begin and end: `page:/cart`, `event:purchase`, `step:FUNNEL/2`. */
  start: string | undefined;
  end: string | undefined;
  depth: number | undefined;
  /** What paths are made of; undefined: pages. */
  by: PathKind | undefined;
  /** The intended link that is looked at. */
  link: string | undefined;
  /** The page whose clicks are shown: a path with stars. */
  path: string | undefined;
  /** The one session, or the one visitor, that is looked at. */
  session: string | undefined;
  visitor: string | undefined;
  /** What is searched for. */
  search: string | undefined;
  /** Where the page of a list begins, as the API said. */
  after: string | undefined;
  /** What the course of the overview shows; undefined: visitors. */
  metric: Metric | undefined;
}

/** What a range is compared with. */
export type Comparison = 'previous' | DayRange;

/** Where somebody stands at a step. */
export const SUBJECT_STATES = ['entered', 'converted', 'dropped', 'open', 'excluded'] as const;
export type SubjectState = (typeof SUBJECT_STATES)[number];

export const VIEW_DEFAULT: View = {
  site: undefined,
  page: 'overview',
  funnel: undefined,
  ask: undefined,
  editing: false,
  range: RANGE_DEFAULT,
  breakdown: undefined,
  interval: undefined,
  filter: [],
  segment: undefined,
  compare: undefined,
  version: undefined,
  step: undefined,
  state: undefined,
  start: undefined,
  end: undefined,
  depth: undefined,
  by: undefined,
  link: undefined,
  path: undefined,
  session: undefined,
  visitor: undefined,
  search: undefined,
  after: undefined,
  metric: undefined,
};

/** Another page of the same site: what narrows the figures stays, what belongs to the page that is left goes. */
export function onPage(view: View, page: PageName): View {
  const { site, funnel, range, filter, segment } = view;
  return { ...VIEW_DEFAULT, site, page, funnel, range, filter, segment };
}

/** What belongs to one funnel and not to the next: to be spread where another one is chosen. */
export const ANOTHER_FUNNEL = {
  ask: undefined,
  editing: false,
  version: undefined,
  step: undefined,
  state: undefined,
} satisfies Partial<View>;

/** The view that the query part of an address names. */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const text = (key: string, pattern: RegExp) => {
    const value = query.get(key);
    return value !== null && pattern.test(value) ? value : undefined;
  };
  const view: Omit<View, 'page'> = {
    site: text('site', /^[a-z0-9-]{1,40}$/),
    funnel: text('funnel', /^[a-z0-9_-]{1,60}$/),
    ask: readAsk(query.get('ask')),
    editing: query.get('edit') === '1',
    range: readRange(query),
    breakdown: text('breakdown', /^([a-z_]+|prop:.+|item\..+)$/),
    interval: INTERVALS.find((interval) => interval === query.get('interval')),
    filter: readFilter(query.get('filter')),
    segment: text('segment', /^[a-z0-9_-]{1,60}$/),
    compare: readComparison(query.get('compare')),
    version: number(text('version', /^[1-9]\d{0,8}$/)),
    step: number(text('step', /^([1-9]|1\d|20)$/)),
    state: SUBJECT_STATES.find((state) => state === query.get('state')),
    start: text('start', POINT),
    end: text('end', POINT),
    depth: number(text('depth', /^[1-8]$/)),
    by: PATH_KINDS.find((kind) => kind === query.get('by')),
    link: text('link', /^[a-z0-9_-]{1,60}$/),
    path: text('path', /^.{1,1000}$/),
    session: text('session', ID),
    visitor: text('visitor', ID),
    search: text('search', /^.{1,200}$/),
    after: text('after', /^.{1,1000}$/),
    metric: METRICS.find((metric) => metric === query.get('metric')),
  };
  return { ...view, page: PAGES.find((page) => page === query.get('page')) ?? impliedPage(view) };
}

/** The query part of the address of a view, with its `?`; empty for the default view. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined) query.set(key, value);
  };
  put('site', view.site);
  put('page', view.page === impliedPage(view) ? undefined : view.page);
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
  put('filter', view.filter.length === 0 ? undefined : JSON.stringify(view.filter));
  put('segment', view.segment);
  put('compare', view.compare === undefined ? undefined : comparisonText(view.compare));
  put('version', view.version?.toString());
  put('step', view.step?.toString());
  put('state', view.state);
  put('start', view.start);
  put('end', view.end);
  put('depth', view.depth?.toString());
  put('by', view.by);
  put('link', view.link);
  put('path', view.path);
  put('visitor', view.visitor);
  put('session', view.session);
  put('search', view.search);
  put('after', view.after);
  put('metric', view.metric);
  // Colons and slashes may stand in a query as they are; so the address stays readable.
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** A point of a path. */
const POINT = /^((page|event):.+|step:[a-z0-9_-]{1,60}\/[1-9]\d?)$/;

/** Visitors' ids are whatever their sender made up. */
const ID = /^.{1,400}$/;

/** An address that names a funnel and no page is about that funnel. */
function impliedPage({ funnel, ask, editing }: Omit<View, 'page'>): PageName {
  return funnel !== undefined || ask !== undefined || editing ? 'funnels' : 'overview';
}

/** A comparison as the API takes it: `previous`, or `FROM/TO`. */
export function comparisonText(compare: Comparison): string {
  return compare === 'previous' ? compare : `${compare.from}/${compare.to}`;
}

function readComparison(text: string | null): Comparison | undefined {
  if (text === 'previous') return text;
  const [from = '', to = '', ...rest] = text?.split('/') ?? [];
  return rest.length === 0 && isRange(from, to) ? { from, to } : undefined;
}

function readFilter(text: string | null): readonly Condition[] {
  if (text === null) return VIEW_DEFAULT.filter;
  const value = parsed(text);
  const isFilter = Array.isArray(value) && value.length <= CONDITIONS_MAX && value.every(isCondition);
  return isFilter ? value : VIEW_DEFAULT.filter;
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  const value = text === null ? undefined : parsed(text);
  return isDefinition(value) ? value : undefined;
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
