import { CLICKABLE, describe } from '../element';
import type { Module } from '../tools';
import { parentOf, trees } from '../tree';
import { words } from './lists';

/** Clicks, milliseconds from one to the next, pixels between them. */
const RAGE = [3, 1e3, 30];
/** As long as a page may take to answer a click. */
const DEAD = [2500];
/** Where people click fast or see nothing change, and all is well. */
const QUIET =
  'input:not([type=submit]):not([type=button]),select,textarea,[contenteditable],video,audio,canvas';
/** What shows changes that a script cannot see. */
const BLIND = 'canvas,iframe,object,embed';
/** How far around the place of a click it is looked for those, and for changes that tell nobody. */
const LEVELS = 3;
const ELEMENTS_MAX = 300;
const ROOTS_MAX = 500;
/** What has changed so often without a click goes on doing so. */
const RESTLESS = 5;
const IDLE_MILLIS = 5e3;
/** Signs that something has happened, of a document and of a shadow tree. */
const SIGNS =
  'scroll selectionchange visibilitychange focusin change toggle submit invalid copy cut ' +
  'fullscreenchange play pause seeking volumechange ratechange transitionrun animationstart';

/** Numbers of an attribute, those that are not given as usual. */
const numbers = (name: string, list: string | undefined, usual: number[]): number[] => {
  const given = words(list).map(Number);
  if (given.every((number) => number >= 0) && given.length <= usual.length) {
    return usual.map((number, i) => (i in given ? given[i] : number));
  }
  console.error('polku', `data-${name}: ${list} (expected: such as ${usual})`);
  return usual;
};

const find = (path: EventTarget[], selector: string): Element | undefined =>
  (path as Element[]).find((node) => node.matches && node.matches(selector));

/** A click that waits to be answered. */
interface Click {
  event: MouseEvent;
  /** When it began. */
  from: number;
  page: string;
  scope: Element;
  /** Of the scope when it began. */
  shape: string;
  answered?: boolean;
}

/**
 * Signs of annoyance: `rage_click`, clicks in the same place in fast succession that nothing
 * answers, and `dead_click`, a click on what looks clickable after which nothing happens.
 */
export const friction: Module = (options, track, _fieldsOf, clean) => {
  const prefix = `data-${options.prefix || 'polku'}-`;
  const [rageClicks, rageMillis, ragePixels] = numbers('rage', options.rage, RAGE);
  const [deadMillis] = numbers('dead', options.dead, DEAD);
  /** What the pointer went down on, until it is a click, and what that made of the page. */
  let pressed: Element | undefined;
  /** What looks clickable there. */
  let control: Element | undefined;
  let press: Pick<Click, 'from' | 'page' | 'scope' | 'shape'> | undefined;
  let last: Click | undefined;
  let times = 0;
  let clicked = -Infinity;

  /** When something last happened that people can see. */
  let alive = -1;
  const lives = (): void => {
    alive = performance.now();
  };
  /** Whether it is what was clicked itself: that has focus and looks pressed, whatever it does. */
  const isPressed = (node: unknown): boolean =>
    !!pressed && (pressed.contains(node as Node) || (node as Node).contains(pressed));

  /** How often a node has changed while nobody clicked. */
  const restless = new WeakMap<Node, number>();
  const changes = new MutationObserver((records) => {
    const idle = !press && performance.now() - clicked > IDLE_MILLIS;
    for (const { type, target, addedNodes, removedNodes } of records) {
      const often = restless.get(target) || 0;
      const mere =
        type !== 'childList' || [...addedNodes, ...removedNodes].every((node) => node.nodeType > 1);
      if (idle) {
        restless.set(target, often + 1);
      } else if (
        !(mere && often > RESTLESS) &&
        // Between press and release it may be no more than its look.
        !(press && type === 'attributes' && isPressed(target))
      ) {
        lives();
      }
    }
  });
  const sign = (event: Event): void => {
    const { type } = event;
    const selection = getSelection()!;
    if (
      type === 'selectionchange'
        ? // Furious clicks on a button select its text.
          !selection.isCollapsed && !(control && selection.containsNode(control, true))
        : type === 'change'
          ? // Before the release it is a field that is left.
            !press
          : !/focus|transition|animation/.test(type) || !isPressed(event.composedPath()[0])
    ) {
      lives();
    }
  };
  const roots = new Set<Node>();
  const follow = (root: Document | ShadowRoot): void => {
    if (!roots.has(root) && roots.size < ROOTS_MAX) {
      roots.add(root);
      changes.observe(root, {
        attributes: true,
        characterData: true,
        childList: true,
        subtree: true,
      });
      for (const type of SIGNS.split(' ')) {
        root.addEventListener(type, sign, true);
      }
    }
  };
  const followAll = (): void => {
    roots.forEach((root) => root.isConnected || roots.delete(root));
    trees(document, follow, () => true);
  };

  /** What tells nobody that it happens. */
  const heed = (owner: unknown, ...names: string[]): void => {
    const methods = owner as Record<string, (...given: unknown[]) => unknown>;
    for (const name of names) {
      const original = methods && methods[name];
      if (original) {
        methods[name] = function (...given) {
          lives();
          return original.apply(this, given);
        };
      }
    }
  };
  heed(window, 'open', 'alert', 'confirm', 'prompt', 'print');
  heed(navigator, 'share');
  // Of a hidden link or field, for a download or a file.
  heed(HTMLElement.prototype, 'click');
  heed(URL, 'createObjectURL');
  heed(navigator.clipboard, 'write', 'writeText');
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    // Also of a page that takes long to come, and of downloads; not of an address with a mere #.
    navigation.addEventListener('navigate', (event) => {
      const { destination } = event as Event & { destination: { url: string } };
      if (address(destination.url) !== address(location.href)) {
        lives();
      }
    });
  }
  // Another window, a dialog of the browser; not an element that loses focus.
  addEventListener('blur', (event) => event.target === window && lives());
  addEventListener('pagehide', lives);

  followAll();

  const address = (url: string): string => url.replace(/#$/, '');

  /** Sizes and entries: what a style changes, or a script in a field. Compared, never told. */
  const shapeOf = (scope: Element): string => {
    const all = scope.getElementsByTagName('*');
    let shape = '';
    for (let i = 0; i < all.length && i < ELEMENTS_MAX; i++) {
      const { offsetWidth, offsetHeight, value, checked, type } = all[i] as HTMLInputElement;
      shape +=
        ((restless.get(all[i]) || 0) <= RESTLESS && [
          offsetWidth,
          offsetHeight,
          type !== 'password' && value,
          checked,
        ]) + ';';
    }
    return shape;
  };

  const begin = (path: EventTarget[]): void => {
    const element = path[0] as Element;
    let scope = element;
    for (let i = 0; i < LEVELS; i++) {
      scope = parentOf(scope) || scope;
    }
    pressed = element;
    control = find(path, CLICKABLE + ',summary');
    press = {
      from: performance.now(),
      page: address(location.href),
      scope,
      shape: shapeOf(scope),
    };
  };

  const isAnswered = (click: Click): boolean =>
    (click.answered =
      click.answered ||
      alive >= click.from ||
      document.hidden ||
      address(location.href) !== click.page ||
      shapeOf(click.scope) !== click.shape);

  const tell = (name: string, element: Element): void =>
    track(name, { props: {}, element: describe(element, clean, prefix + 'link') });

  const rage = (click: Click, element: Element): void => {
    const { event } = click;
    const before = last;
    last = click;
    times =
      before &&
      !before.answered &&
      event.timeStamp - before.event.timeStamp < rageMillis &&
      Math.abs(event.clientX - before.event.clientX) +
        Math.abs(event.clientY - before.event.clientY) <
        ragePixels
        ? times + 1
        : 1;
    if (times === rageClicks) {
      setTimeout(() => isAnswered(click) || tell('rage_click', element), rageMillis);
    }
  };

  /** Whether the browser itself does what was asked, and nothing need be seen here. */
  const leads = ({ event }: Click, element: Element): boolean => {
    const anchor = element as HTMLAnchorElement;
    const { href, target, hash } = anchor;
    return (
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      (!!target && !/^_(self|top|parent)$/.test(target)) ||
      anchor.hasAttribute('download') ||
      (!!href && !/^http/.test(anchor.protocol)) ||
      (!!hash && !!document.getElementById(decodeURIComponent(hash.slice(1)))) ||
      // Another page, that takes long to come.
      (!!href && !event.defaultPrevented && href.split('#')[0] !== location.href.split('#')[0])
    );
  };

  addEventListener(
    'pointerdown',
    (event) => {
      if (last && event.timeStamp - last.event.timeStamp < rageMillis) {
        isAnswered(last);
      }
      begin(event.composedPath());
    },
    true,
  );
  addEventListener(
    'click',
    (event) => {
      const path = event.composedPath();
      if (!event.isTrusted) {
        return;
      }
      if (!press) {
        // By the keyboard, or a script's synthetic pointer.
        begin(path);
      }
      clicked = performance.now();
      followAll();
      const click: Click = { event, ...press! };
      const clickable = find(path, CLICKABLE + ',summary');
      press = undefined;
      if (
        find(path, `[${prefix}ignore],[aria-disabled=true],${QUIET}`) ||
        click.scope.querySelector(BLIND) ||
        // A closed shadow tree, of which nothing can be seen.
        (clickable && /-/.test(clickable.localName) && !clickable.shadowRoot)
      ) {
        last = undefined;
        return;
      }
      if (event.detail) {
        rage(click, clickable || (path[0] as Element));
      }
      if (clickable && deadMillis) {
        setTimeout(
          () => isAnswered(click) || leads(click, clickable) || tell('dead_click', clickable),
          deadMillis,
        );
      }
    },
    true,
  );
};
