import { describe, expect, it } from 'vitest';
import type { FunnelDefinition } from '../api/types';
import { definitionOf, emptyForm, faultsOf, formOf, idOf, isFunnelId, keptConditions } from './form';

const RICH: FunnelDefinition = {
  name: 'Buy',
  subject: 'visitor',
  order: 'ordered',
  window: 'PT90M',
  steps: [
    {
      name: 'Product',
      match: [
        { event: 'view_item', path: '/p/*', where: [{ property: 'category', op: 'eq', value: 'shoes' }] },
        { event: 'select_item' },
      ],
    },
    { match: [{ event: 'add_to_cart' }] },
  ],
};

describe('the funnel form', () => {
  it('gives back what it does not show', () => {
    expect(definitionOf(formOf(RICH))).toEqual(RICH);
    expect(formOf(RICH).steps.map(keptConditions)).toEqual([2, 0]);
  });

  it('gives back the options that it does not show', () => {
    const { window: _window, ...rest } = RICH;
    const options: FunnelDefinition = {
      ...rest,
      window_per_step: 'PT5M',
      hold: 'item_id',
      unit: 'item',
      exclude: [{ match: [{ event: 'remove_from_cart' }], from: 1, to: 3 }],
      steps: [
        { match: [{ event: 'view_item' }] },
        { match: [{ event: 'view_cart' }], optional: true },
        { match: [{ event: 'purchase' }] },
      ],
    };
    expect(formOf(options).window).toEqual({ value: '5', unit: 'M' });
    expect(definitionOf(formOf(options))).toEqual({ ...options, name: 'Buy' });
    expect(definitionOf(formOf({ ...RICH, order: 'any' })).order).toBe('any');
  });

  it('reads windows of one unit, and the default where there is none', () => {
    expect(formOf({ ...RICH, window: 'P7D' }).window).toEqual({ value: '7', unit: 'D' });
    expect(formOf({ ...RICH, window: 'PT168H' }).window).toEqual({ value: '7', unit: 'D' });
    expect(formOf({ ...RICH, window: 'PT1H30M' }).window).toEqual({ value: '90', unit: 'M' });
    expect(formOf({ ...RICH, window: 'PT30M' }).window).toEqual({ value: '30', unit: 'M' });
    expect(formOf({ steps: RICH.steps }).window).toEqual({ value: '7', unit: 'D' });
  });

  it('keeps a window that it cannot show', () => {
    const odd = { ...RICH, window: 'PT1.5S' };
    expect(formOf(odd).window).toEqual({ kept: 'PT1.5S' });
    expect(definitionOf(formOf(odd))).toEqual(odd);
  });

  it('changes what was changed', () => {
    const form = formOf(RICH);
    const changed = {
      ...form,
      window: { value: '2', unit: 'H' as const },
      steps: form.steps.map((step, at) =>
        at === 1 ? { ...step, event: ' begin_checkout ', name: 'Checkout' } : step,
      ),
    };
    expect(definitionOf(changed)).toEqual({
      ...RICH,
      window: 'PT2H',
      steps: [RICH.steps[0], { name: 'Checkout', match: [{ event: 'begin_checkout' }] }],
    });
  });

  it('names what is missing', () => {
    expect(faultsOf(emptyForm())).toEqual(['steps']);
    expect(faultsOf(formOf(RICH))).toEqual([]);
    expect(faultsOf({ ...formOf(RICH), window: { value: '91', unit: 'D' } })).toEqual(['window']);
    expect(faultsOf({ ...formOf(RICH), window: { value: '0', unit: 'H' } })).toEqual(['window']);
    expect(faultsOf({ ...formOf(RICH), window: { value: '1.5', unit: 'H' } })).toEqual(['window']);
  });

  it('makes an id of a name', () => {
    expect(idOf('  Köp skor! ')).toBe('kop-skor');
    expect(isFunnelId(idOf('x'.repeat(100)))).toBe(true);
    expect(isFunnelId('report')).toBe(false);
    expect(isFunnelId('')).toBe(false);
  });
});
