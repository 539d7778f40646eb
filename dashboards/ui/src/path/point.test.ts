import { describe, expect, it } from 'vitest';
import { readPoint, writePoint } from './point';

describe('a point of a path', () => {
  it.each(['page:/cart', 'page:/p/**', 'event:add to cart: now', 'step:buy/2'])(
    'is read and written: %s',
    (text) => {
      const point = readPoint(text);
      expect(point && writePoint(point)).toBe(text);
    },
  );

  it.each([undefined, '', 'page:', '/cart', 'click:x', 'step:buy', 'step:buy/0', 'step:BUY/1'])(
    'is not: %s',
    (text) => {
      expect(readPoint(text)).toBeUndefined();
    },
  );
});
