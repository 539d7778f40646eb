import type { FilterCondition, Scalar } from '../api/types';

/** Which of all events and people a report is about: conditions that all hold, as the API takes them. */
export type Condition = FilterCondition;

export const OPS = [
  'eq',
  'ne',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'gt',
  'gte',
  'lt',
  'lte',
  'exists',
] as const satisfies readonly Condition['op'][];
export type Op = Condition['op'];

/** More conditions than this fit into no address. */
export const CONDITIONS_MAX = 20;

/** What narrows a report: conditions in the address, and those of a saved segment. */
export interface Scope {
  filter: readonly Condition[];
  segment: string | undefined;
}

/** Nothing narrows it. */
export const EVERYBODY: Scope = { filter: [], segment: undefined };

/** Programs left out: what people ask for most. A visitor of whom nothing is said is a person. */
export const WITHOUT_BOTS: Condition = { by: 'bot', op: 'eq', value: '' };

/** The scope as parameters of a request. */
export function scopeQuery({ filter, segment }: Scope): Record<string, string> {
  return {
    ...(filter.length === 0 ? {} : { filter: JSON.stringify(filter) }),
    ...(segment === undefined ? {} : { segment }),
  };
}

/** The scope as parts of a body. */
export function scopeBody({ filter, segment }: Scope): { filter?: Condition[]; segment?: string } {
  return {
    ...(filter.length === 0 ? {} : { filter: [...filter] }),
    ...(segment === undefined ? {} : { segment }),
  };
}

/** How many values an operator takes. */
export function arityOf(op: Op): 'none' | 'one' | 'many' {
  if (op === 'exists') return 'none';
  return op === 'in' || op === 'not_in' ? 'many' : 'one';
}

export function isNumeric(op: Op): boolean {
  return op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte';
}

/** Whether something that was read has the shape of a condition; the API judges the rest. */
export function isCondition(given: unknown): given is Condition {
  if (typeof given !== 'object' || given === null) return false;
  const { by, op, value, ...rest } = given as Record<string, unknown>;
  if (typeof by !== 'string' || by === '' || Object.keys(rest).length > 0) return false;
  const word = OPS.find((one) => one === op);
  if (word === undefined) return false;
  switch (arityOf(word)) {
    case 'none':
      return value === undefined;
    case 'one':
      return isScalar(value);
    case 'many':
      return Array.isArray(value) && value.length > 0 && value.every(isScalar);
  }
}

/** Whether two conditions say the same. */
export function sameCondition(a: Condition, b: Condition): boolean {
  return a.by === b.by && a.op === b.op && JSON.stringify(a.value) === JSON.stringify(b.value);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
