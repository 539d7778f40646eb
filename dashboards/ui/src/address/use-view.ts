import { useSyncExternalStore } from 'react';
import { readView, writeView, type View } from './view';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

let readFrom: string | undefined;
let read: View | undefined;

/** The same object for the same address, as the hook needs it. */
function current(): View {
  if (read === undefined || readFrom !== window.location.search) {
    readFrom = window.location.search;
    read = readView(readFrom);
  }
  return read;
}

/** The view that the address names. */
export function useView(): View {
  return useSyncExternalStore(subscribe, current);
}

/** The address of the present view with parts of it changed. */
export function addressOf(change: Partial<View>): string {
  return window.location.pathname + writeView({ ...current(), ...change });
}

/** Changes parts of the view: a new entry in the history, or, for what nobody chose, in place of the present one. */
export function go(change: Partial<View>, how: 'push' | 'replace' = 'push'): void {
  const address = addressOf(change);
  if (address === window.location.pathname + window.location.search) return;
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  for (const listener of listeners) listener();
}
