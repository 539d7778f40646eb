import { describe } from '../element';
import type { Module } from '../tools';

const RAGE_CLICKS = 3;
const RAGE_MILLIS = 1e3;
const RAGE_PIXELS = 30;
/** As long as a page may take to answer a click. */
const DEAD_MILLIS = 2500;
/** What looks clickable. */
const CLICKABLE = 'a[href],button,[role=button],[type=submit],[type=button],summary,label';
/** Where people click fast or see nothing change, and all is well. */
const QUIET =
  'input:not([type=submit]):not([type=button]),select,textarea,[contenteditable],video,audio,canvas';

/**
 * Signs of annoyance: `rage_click`, three clicks in the same place within a second each, and
 * `dead_click`, a click on what looks clickable after which nothing happens.
 */
export const friction: Module = (options, track, _fieldsOf, clean) => {
  const prefix = `data-${options.prefix || 'polku'}-`;
  let last: MouseEvent | undefined;
  let times = 0;

  /** When something last happened: of each kind the browser tells. */
  let alive = 0;
  const lives = (): void => {
    alive = performance.now();
  };
  new MutationObserver(lives).observe(document, {
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  for (const type of [
    'scroll',
    'selectionchange',
    'visibilitychange',
    'pagehide',
    'popstate',
    'hashchange',
    'blur',
    'focusin',
    'play',
    'submit',
  ]) {
    document.addEventListener(type, lives, true);
    addEventListener(type, lives, true);
  }

  const rage = (event: MouseEvent, element: Element): void => {
    const near =
      last &&
      event.timeStamp - last.timeStamp < RAGE_MILLIS &&
      Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY) < RAGE_PIXELS;
    last = event;
    times = near ? times + 1 : 1;
    if (times === RAGE_CLICKS) {
      track('rage_click', { props: {}, element: describe(element, clean, prefix + 'link') });
    }
  };

  const dead = (event: MouseEvent, element: Element): void => {
    const from = performance.now();
    const anchor = element as HTMLAnchorElement;
    const leads =
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      anchor.target === '_blank' ||
      anchor.hasAttribute('download') ||
      (anchor.href && !/^http/.test(anchor.protocol));
    const page = location.href;
    if (!leads) {
      setTimeout(() => {
        if (alive < from && !document.hidden && location.href === page) {
          track('dead_click', { props: {}, element: describe(element, clean, prefix + 'link') });
        }
      }, DEAD_MILLIS);
    }
  };

  addEventListener(
    'click',
    (event) => {
      const path = event.composedPath() as Element[];
      const find = (selector: string): Element | undefined =>
        path.find((node) => node.matches && node.matches(selector));
      if (!event.isTrusted || find(`[${prefix}ignore]`) || find(QUIET)) {
        return;
      }
      const clickable = find(CLICKABLE);
      rage(event, clickable || path[0]);
      if (clickable) {
        dead(event, clickable);
      }
    },
    true,
  );
};
