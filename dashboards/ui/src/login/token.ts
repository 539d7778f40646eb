/**
 * The bearer token of this tab. The link that the launcher prints carries it in the fragment, which browsers send
 * to no server; it is taken out of the address at once, so that copying the address gives nothing away.
 */

const TOKEN = 'polku.token';
const COLLECT = 'polku.collect';

/** What the tab knows from its link or its login page. */
export interface Credentials {
  token: string | undefined;
  /** Where the intake is, if the link said so: for the line that goes into a site's pages. */
  collect: string | undefined;
}

/** Takes token and intake address out of the fragment into the tab's storage, and answers what is stored. */
export function takeFromAddress(location: Location, history: History, storage: Storage): Credentials {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  const collect = fragment.get('collect');
  if (token !== null && isToken(token)) storage.setItem(TOKEN, token);
  if (collect !== null && isWebAddress(collect)) storage.setItem(COLLECT, collect.replace(/\/+$/, ''));
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return {
    token: storage.getItem(TOKEN) ?? undefined,
    collect: storage.getItem(COLLECT) ?? undefined,
  };
}

export function remember(token: string, storage: Storage): void {
  storage.setItem(TOKEN, token);
}

export function forget(storage: Storage): void {
  storage.removeItem(TOKEN);
}

/** Whether the text can be sent as a token at all: visible ASCII, no spaces. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function isWebAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
