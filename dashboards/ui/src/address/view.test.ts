import { describe, expect, it } from 'vitest';
import { VIEW_DEFAULT, onPage, readView, writeView, type View } from './view';

const FULL: View = {
  site: 'shop',
  page: 'sessions',
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
  start: 'page:/cart',
  end: 'step:buy/2',
  depth: 8,
  by: 'event',
  link: 'hero',
  path: '/p/*',
  session: 'v-1:1763760000000',
  visitor: 'v/1 ä',
  search: 'shoe size=42',
  after: '1763760000000/v-1',
  metric: 'revenue',
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
        page: 'funnels',
        funnel: 'buy',
        range: { preset: '30d' },
        breakdown: 'prop:plan',
      }),
    ).toBe('?site=shop&funnel=buy&range=30d&breakdown=prop:plan');
  });

  it('that names a funnel and no page is about that funnel', () => {
    expect(readView('?site=shop&funnel=buy').page).toBe('funnels');
    expect(readView('?site=shop&edit=1').page).toBe('funnels');
    expect(readView('?site=shop').page).toBe('overview');
    expect(writeView({ ...VIEW_DEFAULT, page: 'funnels', funnel: 'buy' })).toBe('?funnel=buy');
    expect(writeView({ ...VIEW_DEFAULT, page: 'overview', funnel: 'buy' })).toBe('?page=overview&funnel=buy');
    expect(readView('?page=overview&funnel=buy').page).toBe('overview');
  });

  it('of another page keeps what narrows the figures and leaves the rest', () => {
    expect(onPage(FULL, 'paths')).toEqual({
      ...VIEW_DEFAULT,
      site: 'shop',
      page: 'paths',
      funnel: 'buy',
      range: FULL.range,
      filter: FULL.filter,
      segment: 'loyal',
    });
  });

  it('counts what is wrong as left out', () => {
    expect(readView('?page=nowhere&depth=9&by=click&start=cart&end=step:buy/0')).toEqual(VIEW_DEFAULT);
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
