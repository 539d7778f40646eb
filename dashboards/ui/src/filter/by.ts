import type { BreakdownRow } from '../api/types';
import { list } from '../words/format';
import { messages } from '../words/messages';
import { CONDITIONS_MAX, WITHOUT_BOTS, sameCondition, type Condition } from './condition';

/** What people are told apart by, and what a condition is about: one set of words for both. */

export const PROPERTY = 'prop:';
export const ITEM = 'item.';

/** Of the session that is entered in and known at the entry. */
export const OF_ENTRY = ['landing_page', 'visitor_type'] as const;

/** Of the session, and perhaps later than the entry: what they show may be an effect and not a cause. */
export const OF_SESSION = ['search_result', 'web_vital', 'form_error'] as const;

/** The only values that these have. */
const VALUES: Record<string, readonly string[]> = {
  visitor_type: ['new', 'returning'],
  search_result: ['found', 'none', 'no_search'],
  web_vital: ['good', 'fair', 'poor', 'not_measured'],
  form_error: ['yes', 'no'],
  bot: ['', 'declared', 'suspected'],
};

/** All values that there can be, where that is known. */
export function valuesOf(by: string): readonly string[] | undefined {
  return VALUES[by];
}

/** Whether it is of the session and may have come after the entry. */
export function isOfSession(by: string): boolean {
  return (OF_SESSION as readonly string[]).includes(by);
}

/** What it is called. */
export function byName(by: string): string {
  const words: Record<string, string> = { ...messages.dimensions, ...messages.by.words };
  if (by.startsWith(PROPERTY)) return messages.by.property(by.slice(PROPERTY.length));
  if (by.startsWith(ITEM)) return messages.by.item(by.slice(ITEM.length));
  return words[by] ?? by;
}

/** What a value is called. */
export function valueText(by: string, value: string): string {
  if (value === '') return by === 'bot' ? messages.by.person : messages.breakdown.unknown;
  const words: Record<string, string> = messages.by.values;
  return valuesOf(by) === undefined ? value : (words[value] ?? value);
}

/** A condition in words: `Device is mobile`. */
export function conditionText(condition: Condition): string {
  const { by, op, value } = condition;
  if (sameCondition(condition, WITHOUT_BOTS)) return messages.filter.withoutBots;
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const texts = values.map((one) => valueText(by, String(one)));
  return [byName(by), messages.ops[op], ...(texts.length === 0 ? [] : [list(texts)])].join(' ');
}

/**
 * The conditions with those of a row of a breakdown; the very list that was given where they say so already. A row that
 * holds all others is what the rows beside it are not. Undefined where there is no room for it.
 */
export function narrowed(
  filter: readonly Condition[],
  by: string,
  row: BreakdownRow,
  rows: readonly BreakdownRow[],
): readonly Condition[] | undefined {
  const added: Condition = row.other
    ? { by, op: 'not_in', value: rows.filter(({ other }) => !other).map(({ value }) => value) }
    : { by, op: 'eq', value: row.value };
  if (filter.some((one) => sameCondition(one, added))) return filter;
  // Another value of the same in place of the one before: both could hold together only for items.
  const kept = by.startsWith(ITEM)
    ? filter
    : filter.filter((one) => !(one.by === by && (one.op === 'eq' || one.op === 'not_in')));
  return kept.length >= CONDITIONS_MAX ? undefined : [...kept, added];
}
