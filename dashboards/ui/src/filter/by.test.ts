import { describe, expect, it } from 'vitest';
import type { BreakdownRow } from '../api/types';
import { conditionText, narrowed, valueText } from './by';
import {
  CONDITIONS_MAX,
  WITHOUT_BOTS,
  isCondition,
  scopeBody,
  scopeQuery,
  type Condition,
} from './condition';

const row = (value: string, other = false): BreakdownRow => ({ value, other, steps: [] });

describe('a condition', () => {
  it('says itself in words', () => {
    expect(conditionText({ by: 'device', op: 'eq', value: 'mobile' })).toBe('Device is mobile');
    expect(conditionText({ by: 'prop:plan', op: 'in', value: ['a', 'b'] })).toBe(
      'Property plan is one of a and b',
    );
    expect(conditionText({ by: 'item.item_brand', op: 'exists' })).toBe('Item item_brand is there');
    expect(conditionText({ by: 'country', op: 'eq', value: '' })).toBe('Country is not known');
    expect(conditionText({ by: 'search_result', op: 'eq', value: 'none' })).toBe(
      'Site search is found nothing',
    );
    expect(conditionText(WITHOUT_BOTS)).toBe('Without bots');
    expect(valueText('prop:plan', 'none')).toBe('none');
  });

  it('has as many values as its operator takes', () => {
    expect(isCondition({ by: 'device', op: 'exists', value: 'x' })).toBe(false);
    expect(isCondition({ by: 'device', op: 'in', value: [] })).toBe(false);
    expect(isCondition({ by: 'device', op: 'in', value: 'x' })).toBe(false);
    expect(isCondition({ by: 'device', op: 'eq', value: ['x'] })).toBe(false);
    expect(isCondition({ by: 'device', op: 'eq', value: '', more: 1 })).toBe(false);
    expect(isCondition({ by: 'prop:price', op: 'gte', value: 12.5 })).toBe(true);
  });

  it('goes into a request only where there is one', () => {
    const filter: Condition[] = [WITHOUT_BOTS];
    expect(scopeQuery({ filter: [], segment: undefined })).toEqual({});
    expect(scopeQuery({ filter, segment: 'loyal' })).toEqual({
      filter: '[{"by":"bot","op":"eq","value":""}]',
      segment: 'loyal',
    });
    expect(scopeBody({ filter, segment: undefined })).toEqual({ filter });
  });
});

describe('a row of a breakdown', () => {
  const rows = [row('mobile'), row(''), row('(other)', true)];

  it('narrows to its value, also to the one not known', () => {
    expect(narrowed([], 'device', row('mobile'), rows)).toEqual([
      { by: 'device', op: 'eq', value: 'mobile' },
    ]);
    expect(narrowed([WITHOUT_BOTS], 'device', row(''), rows)).toEqual([
      WITHOUT_BOTS,
      { by: 'device', op: 'eq', value: '' },
    ]);
  });

  it('that holds all others narrows to what the rows beside it are not', () => {
    expect(narrowed([], 'device', row('(other)', true), rows)).toEqual([
      { by: 'device', op: 'not_in', value: ['mobile', ''] },
    ]);
  });

  it('takes the place of another value, save of items', () => {
    const before: Condition[] = [{ by: 'device', op: 'eq', value: 'tablet' }];
    expect(narrowed(before, 'device', row('mobile'), rows)).toHaveLength(1);
    const items: Condition[] = [{ by: 'item.item_id', op: 'eq', value: 'a' }];
    expect(narrowed(items, 'item.item_id', row('b'), rows)).toHaveLength(2);
  });

  it('narrows nothing where it is so already, or where there is no room', () => {
    const same: Condition[] = [{ by: 'device', op: 'eq', value: 'mobile' }];
    expect(narrowed(same, 'device', row('mobile'), rows)).toBe(same);
    const full = Array.from({ length: CONDITIONS_MAX }, (_, at): Condition => ({
      by: `prop:p${at}`,
      op: 'exists',
    }));
    expect(narrowed(full, 'device', row('mobile'), rows)).toBeUndefined();
  });
});
