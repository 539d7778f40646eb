import { describe, expect, it } from 'vitest';
import { VIEW_DEFAULT, readView, writeView, type View } from './view';

const FULL: View = {
  site: 'shop',
  funnel: 'buy',
  ask: {
    name: 'Buy ä',
    steps: [{ match: [{ event: 'view_item', path: '/p/*' }] }, { match: [{ event: 'purchase' }] }],
  },
  editing: true,
  range: { from: '2019-10-01', to: '2019-11-01' },
  breakdown: 'prop:plan & price',
  interval: 'week',
  filter: [
    { by: 'device', op: 'eq', value: 'mobile' },
    { by: 'prop:plan', op: 'in', value: ['a & b', 2] },
    { by: 'item.item_id', op: 'exists' },
  ],
  segment: 'loyal',
  compare: { from: '2019-09-01', to: '2019-10-01' },
  version: 2,
  step: 20,
  state: 'dropped',
};

describe('the address', () => {
  it('of the default view is empty', () => {
    expect(writeView(VIEW_DEFAULT)).toBe('');
    expect(readView('')).toEqual(VIEW_DEFAULT);
  });

  it('holds the whole view and gives it back', () => {
    expect(readView(writeView(FULL))).toEqual(FULL);
  });

  it('is readable', () => {
    expect(
      writeView({
        ...VIEW_DEFAULT,
        site: 'shop',
        funnel: 'buy',
        range: { preset: '30d' },
        breakdown: 'prop:plan',
      }),
    ).toBe('?site=shop&funnel=buy&range=30d&breakdown=prop:plan');
  });

  it('counts what is wrong as left out', () => {
    expect(readView('?site=Not%20a%20site&funnel=../x&range=9d&interval=minute&breakdown=%3Cb%3E')).toEqual(
      VIEW_DEFAULT,
    );
    expect(readView('?from=2026-11-08&to=2026-11-01').range).toEqual(VIEW_DEFAULT.range);
    expect(readView('?from=2026-02-30&to=2026-03-01').range).toEqual(VIEW_DEFAULT.range);
    expect(readView('?ask=%7B').ask).toBeUndefined();
    expect(readView('?ask=%7B%22name%22%3A%22x%22%2C%22steps%22%3A%5B1%5D%7D').ask).toBeUndefined();
    expect(readView('?ask=null').ask).toBeUndefined();
    expect(readView('?version=0&step=21&state=away&segment=A&compare=2026-11-08/2026-11-01')).toEqual(
      VIEW_DEFAULT,
    );
    for (const filter of [
      '{}',
      '[1]',
      '[{"by":"device","op":"is","value":"x"}]',
      '[{"by":"","op":"exists"}]',
    ])
      expect(readView(`?filter=${encodeURIComponent(filter)}`)).toEqual(VIEW_DEFAULT);
  });

  it('holds no token', () => {
    expect(writeView(FULL)).not.toContain('token');
  });
});
