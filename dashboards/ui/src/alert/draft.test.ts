import { describe, expect, it } from 'vitest';
import { draftOf, NEW } from './draft';

describe('an alert from the form', () => {
  const url = 'https://hooks.example/shop';
  const channels = [{ kind: 'slack', url }];

  it('is of a funnel, in shares', () => {
    expect(draftOf({ ...NEW, name: ' Buy ', id: 'buy', step: '3', value: '7', url })).toEqual({
      name: 'Buy',
      metric: { of: 'funnel', id: 'buy', step: 3 },
      when: { is: 'fell', value: 0.07 },
      period: 'day',
      complete: true,
      minimum: 30,
      quiet: 'PT24H',
      channels,
    });
  });

  it('is of lag, in seconds and without a period', () => {
    expect(draftOf({ ...NEW, name: 'Lag', of: 'lag', is: 'outside', value: '5', url })).toEqual({
      name: 'Lag',
      metric: { of: 'lag' },
      when: { is: 'above', value: 300 },
      quiet: 'PT24H',
      channels,
    });
  });

  it('has no value where the band decides', () => {
    expect(draftOf({ ...NEW, name: 'Loss', of: 'loss', is: 'outside', url }).when).toEqual({ is: 'outside' });
  });
});
