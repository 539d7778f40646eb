import { describe, expect, it } from 'vitest';
import { idFor } from './funnel-id';

describe('the id of a suggested funnel', () => {
  it.each([
    ['Purchase path', 'purchase-path'],
    ['Päivän ostos → kassa', 'paivan-ostos-kassa'],
    ['购买', 'first'],
    ['Report', 'first'],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('of %s is %s', (name, id) => {
    expect(idFor(name)).toBe(id);
  });
});
