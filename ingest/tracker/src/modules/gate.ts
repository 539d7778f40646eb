import { madeAt } from '../ids';
import { ALL, ANSWER, HOLD, NOTHING, SEND } from '../levels';
import type { Settings } from '../settings';
import { keep, permit, read } from '../storage';
import type { Module } from '../tools';
import { words, within } from './lists';

/** Carries the visitor from one of the shop's domains to another. */
const PARAMETER = 'polku_l';
/** As long as a click may take to arrive: who finds the link later is somebody else. */
const LINK_MILLIS = 12e4;
const CARRIED = new RegExp(`([?&])${PARAMETER}=([^&#]*)&?`);

/**
 * Binds what a link carries to this browser and this moment, so that a link that is copied and sent
 * to others makes nobody the same visitor. No secret: whoever wants can make one, for himself.
 */
const sum = (text: string): string => {
  let one = 7;
  let two = 11;
  const bound = text + navigator.userAgent + navigator.language + new Date().getTimezoneOffset();
  for (const letter of bound) {
    const code = letter.charCodeAt(0);
    one = (Math.imul(one, 31) + code) | 0;
    two = Math.imul(two ^ code, 16777619);
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36);
};

const stamped = (visitor: string): string => {
  const text = visitor + '.' + Date.now().toString(36);
  return text + '.' + sum(text);
};

/** The visitor whom the address brings, and the address without. */
const arrived = (): string | undefined => {
  const [whole, sign, carried] = CARRIED.exec(location.search) || [];
  if (!whole) {
    return undefined;
  }
  const search = location.search.replace(whole, sign).replace(/[?&]$/, '');
  // Nobody shall copy it from there.
  history.replaceState(history.state, '', location.pathname + search + location.hash);
  const [visitor, time, given] = carried.split('.');
  const age = Date.now() - parseInt(time, 36);
  return sum(visitor + '.' + time) === given &&
    Math.abs(age) < LINK_MILLIS &&
    /^[\da-f-]{36}$/.test(visitor) &&
    madeAt(visitor) > 0
    ? visitor
    : undefined;
};

const level = (options: Settings): number =>
  options.answer === 'granted' || (!options.answer && options.consent === undefined)
    ? options.cookieless === undefined
      ? ALL
      : SEND
    : options.answer
      ? NOTHING
      : HOLD;

const cookie = (): string => (document.cookie.match(/polku_vid=([^;]+)/) || [])[1];

/** Nothing of a visitor who said no stays in the browser but that answer. */
const forget = (): void => {
  const labels = location.hostname.split('.');
  for (let i = 0; i <= labels.length; i++) {
    const domain = i < labels.length ? ';domain=' + labels.slice(i).join('.') : '';
    document.cookie = 'polku_vid=;path=/;max-age=0' + domain;
  }
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    try {
      for (const key of Object.keys(window[area])) {
        if (key.startsWith('polku_') && key !== ANSWER) {
          keep(key, 0, area);
        }
      }
    } catch {
      // Blocked: nothing is there.
    }
  }
};

/** Links and forms that lead to the shop's other domains. */
const link = (options: Settings): void => {
  const domains = words(options.domains);
  const lead = (event: Event): void => {
    const elements = event.composedPath() as Element[];
    const visitor = cookie() || read('polku_vid');
    if (level(options) !== ALL || !visitor) {
      return;
    }
    const anchor = elements.find(
      (node) => node.matches && node.matches('a[href],area[href]'),
    ) as HTMLAnchorElement;
    const form = event.type === 'submit' && (elements[0] as HTMLFormElement);
    const address = form ? form.getAttribute('action') : anchor && anchor.href;
    if (!address) {
      return;
    }
    const url = new URL(address, location.href);
    if (url.hostname === location.hostname || !within(url.hostname, domains)) {
      return;
    }
    if (form && form.method === 'get') {
      // The browser makes the query anew from the fields.
      const field =
        form.querySelector<HTMLInputElement>(`input[name=${PARAMETER}]`) ||
        form.appendChild(document.createElement('input'));
      field.type = 'hidden';
      field.name = PARAMETER;
      field.value = stamped(visitor);
      return;
    }
    url.searchParams.set(PARAMETER, stamped(visitor));
    if (form) {
      form.setAttribute('action', url.href);
    } else {
      anchor.href = url.href;
    }
  };
  for (const type of ['click', 'auxclick', 'submit']) {
    addEventListener(type, lead, true);
  }
};

/**
 * What must be clear before the first event, and the visitor's answers: consent, cookieless mode,
 * ignored browsers, visitors from the shop's other domains, referrers that are no sources. Run
 * before tracking begins, and again for each answer.
 */
export const gate: Module = (
  options,
  track,
  _fieldsOf,
  _clean,
  _acts,
  _pv,
  _flush,
  _release,
  allow,
) => {
  if (!options.asked) {
    options.answer = read(ANSWER);
    options.level = level(options);
    const visitor = options.domains && arrived();
    if (visitor) {
      options.visitor = visitor;
    }
    const { hostname } = document.referrer ? new URL(document.referrer) : location;
    if (within(hostname, words(options.referrers + ',' + options.domains))) {
      // No address, so it is sent as none.
      options.referrer = '-';
    }
    if (options.domains) {
      link(options);
    }
    return;
  }
  const [name, first] = options.asked;
  const answer = name === 'consent' ? '' + first : first === false ? '' : 'ignored';
  const known = answer === (options.answer || '');
  options.answer = answer;
  const next = level(options);
  allow(next);
  if (known) {
    return;
  }
  // In one bundle with the core it is the same storage.
  permit(true);
  if (next === NOTHING) {
    forget();
  } else {
    track(name, { props: { answer: answer || 'none' } });
  }
  if (options.cookieless === undefined) {
    keep(ANSWER, answer);
  }
  permit(next > SEND);
};
