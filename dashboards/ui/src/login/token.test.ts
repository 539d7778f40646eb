import { describe, expect, it } from 'vitest';
import { forget, remember, takeFromAddress } from './token';

/** The parts of a tab that are used. */
function tab(hash: string) {
  const stored = new Map<string, string>();
  const addresses: string[] = [];
  return {
    addresses,
    location: { hash, pathname: '/', search: '?site=shop' } as Location,
    history: {
      replaceState: (_: unknown, __: string, url: string) => void addresses.push(url),
    } as unknown as History,
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
      removeItem: (key: string) => void stored.delete(key),
    } as Storage,
  };
}

describe('the token', () => {
  it('is taken from the fragment, kept in the tab and stripped from the address', () => {
    const { location, history, storage, addresses } = tab('#token=a%2Bb&collect=http://127.0.0.1:8090/');
    expect(takeFromAddress(location, history, storage)).toEqual({
      token: 'a+b',
      collect: 'http://127.0.0.1:8090',
    });
    expect(addresses).toEqual(['/?site=shop']);
    expect(takeFromAddress(tab('').location, history, storage).token).toBe('a+b');
  });

  it('is absent without a link, and gone after logging out', () => {
    const { location, history, storage, addresses } = tab('');
    expect(takeFromAddress(location, history, storage).token).toBeUndefined();
    expect(addresses).toEqual([]);
    remember('x', storage);
    expect(takeFromAddress(location, history, storage).token).toBe('x');
    forget(storage);
    expect(takeFromAddress(location, history, storage).token).toBeUndefined();
  });

  it('comes with no intake address that is not one', () => {
    const { location, history, storage } = tab('#token=x&collect=javascript:alert(1)');
    expect(takeFromAddress(location, history, storage).collect).toBeUndefined();
  });
});
