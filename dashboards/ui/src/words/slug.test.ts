import { describe, expect, it } from 'vitest';
import { freeSlug, isFunnelId, slugOf } from './slug';

describe('an id made of a name', () => {
  it.each([
    ['  Köp skor! ', 'kop-skor'],
    ['Päivän ostos → kassa', 'paivan-ostos-kassa'],
    ['购买', ''],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('of %s is %s', (name, id) => {
    expect(slugOf(name)).toBe(id);
  });

  it('is one that nothing else has', () => {
    const isFree = (id: string) => !['sale', 'sale-2'].includes(id);
    expect(freeSlug('Sale', 'link', isFree)).toBe('sale-3');
    expect(freeSlug('购买', 'link', isFree)).toBe('link');
    expect(freeSlug('Report', 'first', isFunnelId)).toBe('report-2');
  });

  it('is no word that the API keeps for itself', () => {
    expect(isFunnelId(slugOf('x'.repeat(100)))).toBe(true);
    expect(isFunnelId('report')).toBe(false);
    expect(isFunnelId('suggestion')).toBe(false);
    expect(isFunnelId('')).toBe(false);
  });
});
