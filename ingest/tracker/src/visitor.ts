import { madeAt, uuid } from './ids';
import { keep, read } from './storage';

const NAME = 'polku_vid';
/** 13 months: the longest that European data protection authorities accept without asking. */
const LIFETIME_MILLIS = 34e9;

const cookie = (name: string): string => (document.cookie.match(name + '=([^;]+)') || [])[1];

/**
 * The visitor's id: the one that is given, from the cookie, from localStorage, or a new one, the
 * first of these that is not too old.
 */
export const visitor = (given?: string): string => {
  let id: string = given || cookie(NAME) || read(NAME) || '';
  let left = madeAt(id) + LIFETIME_MILLIS - Date.now();
  if (!(left > 0)) {
    id = uuid();
    left = LIFETIME_MILLIS;
  }
  // All of a shop's hosts share the cookie: it goes to the shortest domain that the browser does
  // not refuse as a public suffix, at last to the host itself.
  const labels = location.hostname.split('.');
  for (let i = labels.length; i-- >= 0;) {
    const end =
      (i < 0 ? '' : ';domain=' + labels.slice(i).join('.')) +
      ';path=/;samesite=lax' +
      (isSecureContext ? ';secure' : '') +
      ';max-age=';
    document.cookie = 'polku_try=1' + end + 9;
    if (cookie('polku_try')) {
      document.cookie = 'polku_try=' + end + 0;
      // Written again on each page, as some browsers forget a script's cookie after 7 days; the
      // end stays where it was.
      document.cookie = NAME + '=' + id + end + ((left / 1e3) | 0);
      return id;
    }
  }
  keep(NAME, id);
  return id;
};
