import { describe, expect, it } from 'vitest';
import type { FunnelDefinition } from '../api/types';
import { definitionOf, emptyExclusion, emptyForm, faultsOf, formOf, moved, placesOf } from './form';
import { faultsAt } from '../field/faults';

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
  it('gives back what it was made from', () => {
    expect(definitionOf(formOf(RICH))).toEqual(RICH);
  });

  it('gives back every option', () => {
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
    expect(definitionOf(formOf(options))).toEqual(options);
    expect(formOf({ ...options, hold: 'prop:plan' }).hold).toEqual({ kind: 'prop', name: 'plan' });
    expect(definitionOf(formOf({ ...options, hold: 'prop:plan' })).hold).toBe('prop:plan');
  });

  it('gives back every operator of a condition', () => {
    const where = [
      { property: 'a', op: 'in' as const, value: ['x', 'y'] },
      { property: 'item.price', op: 'gte' as const, value: 12.5 },
      { property: 'dimension.device', op: 'ne' as const, value: '' },
      { property: 'b', op: 'exists' as const },
    ];
    const definition = { ...RICH, steps: [{ match: [{ where }] }, { match: [{ event: 'purchase' }] }] };
    expect(definitionOf(formOf(definition))).toEqual(definition);
    expect(faultsOf(formOf(definition))).toEqual([]);
  });

  it('leaves out what the order leaves no room for', () => {
    const form = formOf({
      ...RICH,
      hold: 'item_id',
      unit: 'item',
      exclude: [{ match: [{ event: 'refund' }], from: 1, to: 2 }],
      steps: [...RICH.steps, { match: [{ event: 'view_cart' }], optional: true }, ...RICH.steps],
    });
    const strict = definitionOf({ ...form, order: 'strict' });
    expect(strict.exclude).toBeUndefined();
    expect(strict.steps.some(({ optional }) => optional)).toBe(false);
    expect(strict.hold).toBe('item_id');
    const any = definitionOf({ ...form, order: 'any', perStep: true });
    expect(any.hold).toBeUndefined();
    expect(any.unit).toBeUndefined();
    expect(any.window).toBe('PT90M');
  });

  it('lets an exclusion follow its steps', () => {
    const form = formOf({
      ...RICH,
      steps: [...RICH.steps, { match: [{ event: 'purchase' }] }],
      exclude: [{ match: [{ event: 'refund' }], from: 1, to: 2 }],
    });
    const changed = { ...form, steps: moved(form.steps, 2, 1) };
    expect(definitionOf(changed).exclude).toEqual([{ match: [{ event: 'refund' }], from: 1, to: 3 }]);
    const gone = { ...form, steps: form.steps.slice(1) };
    expect(faultsOf(gone).map(({ pointer }) => pointer)).toEqual(['/exclude/0/from']);
  });

  it('has a place for each fault', () => {
    const form = formOf({ ...RICH, exclude: [{ match: [{ event: 'refund' }], from: 1, to: 2 }] });
    const at = faultsAt(
      [
        { pointer: '/steps/0/match/0/where/0/value', message: 'a' },
        { pointer: '/steps/1/match/0/path', message: 'b' },
        { pointer: '/steps/1/optional', message: 'c' },
        { pointer: '/exclude/0/from', message: 'd' },
        { pointer: '/nowhere', message: 'e' },
      ],
      placesOf(form),
    );
    expect(at('/steps/0/match/0/where/0/value')).toEqual(['a']);
    expect(at('/steps/1/match/0/path')).toEqual(['b']);
    expect(at('/steps/1')).toEqual(['c']);
    expect(at('/exclude/0/from')).toEqual(['d']);
    expect(at('')).toEqual(['e']);
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
        at === 1
          ? {
              ...step,
              matchers: [{ key: -1, event: ' begin_checkout ', path: '', where: [] }],
              name: 'Checkout',
            }
          : step,
      ),
    };
    expect(definitionOf(changed)).toEqual({
      ...RICH,
      window: 'PT2H',
      steps: [RICH.steps[0], { name: 'Checkout', match: [{ event: 'begin_checkout' }] }],
    });
  });

  it('names what is missing, and where', () => {
    const places = (form: Parameters<typeof faultsOf>[0]) => faultsOf(form).map(({ pointer }) => pointer);
    expect(places(emptyForm())).toEqual(['/steps/0/match/0', '/steps/1/match/0']);
    expect(places(formOf(RICH))).toEqual([]);
    expect(places({ ...formOf(RICH), window: { value: '91', unit: 'D' } })).toEqual(['/window']);
    expect(places({ ...formOf(RICH), perStep: true, window: { value: '0', unit: 'H' } })).toEqual([
      '/window_per_step',
    ]);
    expect(places({ ...formOf(RICH), window: { value: '1.5', unit: 'H' } })).toEqual(['/window']);
    expect(places({ ...formOf(RICH), hold: { kind: 'prop', name: ' ' } })).toEqual(['/hold']);
    const form = formOf(RICH);
    expect(places({ ...form, exclusions: [emptyExclusion(form.steps)] })).toEqual(['/exclude/0/match/0']);
  });
});
