import { trees } from './tree';
import type { WireElement } from './wire';

/** As long as at least half of an element must be in view to count as seen. */
const VIEW_MILLIS = 1e3;
/** How often it is looked whether that time is over. */
const TICK_MILLIS = 200;
/** How often new elements are looked for while a page changes. */
const LOOK_MILLIS = 500;
const ROOTS_MAX = 500;

/** What is in view: of which page view and how described, since when, and whether it was counted. */
type Sight = [key: string, since: number, pv: string];

/** Hidden by its style, which does not take it out of view; where the browser can tell. */
const visible = (element: Element): boolean =>
  !element.checkVisibility ||
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

/**
 * Tells elements of which at least half was in view for a second, each description once a page
 * view. Elements in open shadow trees are found, as are those that a page's scripts put in place of
 * others or fill anew.
 *
 * @param elementsMax observed at once
 * @param seen of the descriptions; told at most as many as it allows
 */
export const watch = (
  selector: string,
  ignored: string,
  elementsMax: number,
  pv: () => string,
  show: (element: Element) => WireElement,
  seen: (shown: WireElement) => void,
): void => {
  /** All that are observed; has a value while half is in view. */
  const sights = new Map<Element, Sight | undefined>();
  const roots = new Set<Node>();
  let ticking: ReturnType<typeof setTimeout> | undefined;
  let looking: ReturnType<typeof setTimeout> | undefined;

  /** Whoever looks elsewhere begins anew. */
  const restart = (): void => {
    sights.forEach((sight) => sight && (sight[0] = ''));
    tick();
  };

  const tick = (): void => {
    clearTimeout(ticking);
    ticking = undefined;
    note(eye.takeRecords());
    const now = performance.now();
    const view = pv();
    let wait = 0;
    sights.forEach((sight, element) => {
      if (!sight || document.hidden || sight[2] === view) {
        wait = wait || (sight && !document.hidden ? VIEW_MILLIS : 0);
        return;
      }
      const shown = show(element);
      const key = visible(element) ? view + JSON.stringify(shown) : '';
      if (!key || key !== sight[0]) {
        // Another page view, another text, hidden until now.
        sight[0] = key;
        sight[1] = now;
      } else if (now - sight[1] >= VIEW_MILLIS) {
        sight[2] = view;
        seen(shown);
      }
      wait = TICK_MILLIS;
    });
    if (wait) {
      // A single-page app may show another page, of which nothing here is told.
      ticking = setTimeout(tick, wait);
    }
  };

  const note = (entries: IntersectionObserverEntry[]): void => {
    for (const { target, intersectionRatio, isIntersecting } of entries) {
      const half = isIntersecting && intersectionRatio >= 0.5;
      if (half !== !!sights.get(target) && sights.has(target)) {
        sights.set(target, half ? ['', 0, ''] : undefined);
      }
    }
  };
  const eye = new IntersectionObserver(
    (entries) => {
      note(entries);
      tick();
    },
    { threshold: 0.5 },
  );

  const enter = (root: Document | ShadowRoot): void => {
    if (!roots.has(root) && roots.size < ROOTS_MAX) {
      roots.add(root);
      changes.observe(root, {
        attributeFilter: ['href', 'aria-label'],
        characterData: true,
        childList: true,
        subtree: true,
      });
    }
    for (const element of root.querySelectorAll(selector)) {
      if (!sights.has(element) && sights.size < elementsMax && !element.closest(ignored)) {
        sights.set(element, undefined);
        eye.observe(element);
      }
    }
  };
  const look = (): void => {
    looking = undefined;
    sights.forEach((sight, element) => {
      if (!element.isConnected) {
        eye.unobserve(element);
        sights.delete(element);
      } else if (sight) {
        // It may say something else by now.
        sight[2] = '';
      }
    });
    roots.forEach((root) => root.isConnected || roots.delete(root));
    trees(document, enter, (host) => !host.closest(ignored));
    tick();
  };
  const later = (): void => {
    looking = looking || setTimeout(look, LOOK_MILLIS);
  };
  const changes = new MutationObserver(later);
  // A shadow tree may be attached to an element that is there already, which is no change of it.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    later();
    return attach.call(this, init);
  };
  document.addEventListener('visibilitychange', restart);
  look();
};
