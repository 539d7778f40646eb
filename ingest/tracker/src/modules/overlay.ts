import { describe } from '../element';
import { OVERLAY } from '../levels';
import { keep, read } from '../storage';
import type { Module } from '../tools';
import { scrubber } from '../url';

/** An element as reports have it; what it has not is empty. */
interface ElementRef {
  link: string;
  tag: string;
  text: string;
  href: string;
  selector: string;
}

interface Clicked {
  element: ElementRef;
  clicks: number;
  /** Of all clicks on the page. */
  share: number;
  /** Page views in which it was in view, where that is known. */
  views: number | null;
  dead_clicks: number;
  rage_clicks: number;
}

interface Report {
  from: string;
  to: string;
  page_views: number;
  visitors: number;
  clicks: number;
  elements: Clicked[];
}

/** Where an element of the report stands on the page. */
interface Place {
  node: Element;
  box: HTMLElement;
  /** As last drawn. */
  drawn?: string;
}

const AREA = 'sessionStorage';
const TOKEN = /[#&]polku-overlay=([^&]*)/;
const ELEMENTS_MAX = 200;
/** A page may have the same link many times. */
const PLACES_MAX = 20;
/** Pages that change all the time are not searched all the time. */
const SEARCH_MILLIS = 500;
/** Elements that are still the same when they stand elsewhere. */
const KNOWN = /^(a|button|input|summary|label)$/;
const HIGH = 22;
const SMALL = 90;

const STYLE = `
:host{all:initial!important}
*{box-sizing:border-box}
.layer{position:fixed;inset:0;z-index:2147483646;overflow:hidden;pointer-events:none}
.box{position:absolute;left:0;top:0;outline:2px solid #b4552d;outline-offset:1px;border-radius:3px;background:rgb(226 128 63/var(--heat))}
.label{position:absolute;left:-2px;bottom:100%;padding:1px 5px;border-radius:3px;white-space:nowrap;
font:600 11px/16px system-ui,sans-serif;color:#fff;background:#5c2a14}
.low .label{bottom:auto;top:100%}
.small .more{display:none}
.end .label{left:auto;right:-2px}
.trouble{color:#ffd0c2}
.panel{position:fixed;right:12px;bottom:12px;z-index:2147483647;width:300px;max-width:calc(100vw - 24px);max-height:45vh;
overflow:auto;padding:12px;border:1px solid #d8d2cb;border-radius:8px;background:#fff;color:#2b2622;
font:13px/1.45 system-ui,sans-serif;box-shadow:0 4px 18px rgb(0 0 0/25%)}
.head{display:flex;align-items:center;gap:8px}
h2{flex:1;margin:0;font:600 14px/1.3 system-ui,sans-serif}
p{margin:8px 0 0}
button,summary{font:inherit;color:inherit;cursor:pointer}
button{padding:3px 9px;border:1px solid #8d847b;border-radius:5px;background:#fff}
button[aria-pressed=true]{background:#f3e5dc}
:focus-visible{outline:2px solid #1c5fb8;outline-offset:1px}
details{margin-top:8px}
ul{margin:4px 0 0;padding-left:18px;overflow-wrap:anywhere}
small{color:#655d55;font-size:12px}
[hidden]{display:none}`;

const number = (value: number): string => value.toLocaleString('en');

const percent = (part: number, whole: number): string => {
  const share = whole ? (part / whole) * 100 : 0;
  return (share && share < 9.95 ? share.toFixed(1) : Math.round(share)) + ' %';
};

const day = (time: string): string => new Date(time).toLocaleDateString('en-CA');

const make = (name: string, text = '', className = ''): HTMLElement => {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
};

const nameOf = ({ link, text, href, selector }: ElementRef): string =>
  link || text || href || selector;

/**
 * Draws over the page what is clicked on it, for who comes with a signed address: outlines with
 * figures, and a panel with what is no longer there. In a shadow root of its own with a style sheet
 * made by script, so that neither the page's style nor its Content Security Policy has a say. Only
 * the panel takes the pointer. Nothing of the tracker runs beside it: this browser is no visitor.
 */
export const overlay: Module = (options) => {
  const { endpoint, queryParams = '', hash, prefix = 'polku', site } = options;
  const [part, given] = TOKEN.exec(location.hash) || [];
  if (part) {
    // Before anybody can copy it from there.
    keep(OVERLAY, given, AREA);
    const rest = location.hash.replace(part, '');
    history.replaceState(history.state, '', location.pathname + location.search + rest);
    if (rest) {
      // For routers that read the fragment, and did not know this one.
      dispatchEvent(new HashChangeEvent('hashchange'));
    }
  }
  const token: string = given || read(OVERLAY, AREA);
  if (window !== top) {
    return;
  }
  const clean = scrubber(queryParams.split(','), hash !== undefined);
  const attribute = `data-${prefix}-link`;
  const host = document.createElement('polku-overlay');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const layer = make('div', '', 'layer');
  const panel = make('section', '', 'panel');
  root.append(layer, panel);
  host.lang = 'en';
  // Also where the page draws itself anew.
  const mount = (): void => {
    if (!host.isConnected) {
      document.documentElement.append(host);
    }
  };

  let path = '';
  let report: Report | undefined;
  let places: Place[] = [];
  let stale = false;
  let searched = 0;
  const opened = new Set<string>();
  let frame = 0;
  let asked = 0;

  const observer = new MutationObserver(() => {
    stale = true;
  });

  const close = (): void => {
    keep(OVERLAY, 0, AREA);
    cancelAnimationFrame(frame);
    observer.disconnect();
    removeEventListener('keydown', escape, true);
    asked++;
    host.remove();
  };
  const escape = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') {
      close();
    }
  };

  const button = (text: string, act: () => void): HTMLElement => {
    const made = make('button', text);
    made.setAttribute('type', 'button');
    made.addEventListener('click', act);
    return made;
  };

  panel.setAttribute('aria-label', 'Clicks on this page');
  const head = make('div', '', 'head');
  const toggle = button('Outlines', () => {
    layer.hidden = !layer.hidden;
    toggle.setAttribute('aria-pressed', '' + !layer.hidden);
  });
  toggle.setAttribute('aria-pressed', 'true');
  const end = button('Close', close);
  end.title = 'Escape';
  head.append(make('h2', 'Clicks on this page'), toggle, end);
  const note = make('p');
  note.setAttribute('role', 'status');
  const lists = make('div');
  panel.append(head, note, lists);

  /** The document and what is in open shadow roots. */
  const roots = (): ParentNode[] => {
    const found: ParentNode[] = [document];
    for (const one of found) {
      for (const { shadowRoot } of one.querySelectorAll('*')) {
        if (shadowRoot && shadowRoot !== root) {
          found.push(shadowRoot);
        }
      }
    }
    return found;
  };

  const saidBy = (node: Element): string => describe(node, clean, attribute).text;

  /** @param moved look for what stands elsewhere by now, and is none of those that are found */
  const find = (
    wanted: ElementRef,
    within: ParentNode[],
    taken: Set<Element>,
    moved?: boolean,
  ): Element[] => {
    const search = (selector: string, anywhere?: boolean): Element[] => {
      try {
        return ([] as Element[])
          .concat(
            ...within.map((one) => [
              // What stands in a component is told through it, which no selector can follow.
              ...one.querySelectorAll(one === document ? selector : selector.replace(/.*>/, '')),
            ]),
          )
          .filter((node) => {
            const seen = describe(node, clean, attribute);
            return (
              seen.tag === wanted.tag &&
              (seen.link || '') === wanted.link &&
              seen.href === wanted.href &&
              (anywhere ? !taken.has(node) : seen.selector === wanted.selector) &&
              (wanted.href || seen.text === wanted.text)
            );
          })
          .slice(0, PLACES_MAX);
      } catch {
        return []; // No selector of this browser's.
      }
    };
    if (!moved) {
      return wanted.selector ? search(wanted.selector) : [];
    }
    const found = KNOWN.test(wanted.tag) ? search(wanted.tag, true) : [];
    // One that says something else by now, such as another price, if there is no doubt.
    return found[1] ? found.filter((node) => saidBy(node) === wanted.text) : found;
  };

  const figures = ({ clicks, share, views, dead_clicks, rage_clicks }: Clicked): HTMLElement[] => {
    const parts = [make('span', percent(share, 1)), make('span', ` · ${number(clicks)}`, 'more')];
    if (views !== null) {
      parts.push(make('span', ` · seen ${percent(views, report!.page_views)}`, 'more'));
    }
    if (dead_clicks) {
      parts.push(make('span', ` · dead ${percent(dead_clicks, clicks)}`, 'trouble'));
    }
    if (rage_clicks) {
      parts.push(make('span', ` · rage ${percent(rage_clicks, clicks)}`, 'trouble'));
    }
    return parts;
  };

  const list = (title: string, elements: Clicked[]): void => {
    if (elements.length) {
      const details = make('details') as HTMLDetailsElement;
      const [word] = title.split(' ');
      details.open = opened.has(word);
      details.addEventListener('toggle', () => opened[details.open ? 'add' : 'delete'](word));
      const items = make('ul');
      for (const one of elements) {
        const item = make('li', nameOf(one.element) + ' ');
        const line = make('small');
        line.append(...figures(one));
        line.querySelectorAll('.trouble').forEach((each) => (each.className = ''));
        item.append(line);
        items.append(item);
      }
      details.append(make('summary', `${title}: ${elements.length}`), items);
      lists.append(details);
    }
  };

  /** Looks for everything anew. */
  const search = (): void => {
    stale = false;
    searched = performance.now();
    layer.textContent = lists.textContent = '';
    places = [];
    if (!report) {
      return;
    }
    const within = roots();
    const [there, missing]: Clicked[][] = [[], []];
    const most = Math.max(...report.elements.map(({ share }) => share), 0);
    const taken = new Set<Element>();
    const exact = report.elements.map(({ element }) => {
      const nodes = find(element, within, taken);
      nodes.forEach((node) => taken.add(node));
      return nodes;
    });
    report.elements.forEach((one, index) => {
      const nodes = exact[index][0] ? exact[index] : find(one.element, within, taken, true);
      nodes.forEach((node) => taken.add(node));
      (nodes.length ? there : missing).push(one);
      nodes.forEach((node, at) => {
        const box = make('div', '', 'box');
        box.style.setProperty('--heat', '' + (most && (one.share / most) * 0.35));
        if (!at) {
          const label = make('div', '', 'label');
          label.append(...figures(one));
          if (nodes.length > 1) {
            label.append(` · in ${nodes.length} places`);
          }
          box.append(label);
        }
        box.setAttribute('aria-hidden', 'true');
        layer.append(box);
        places.push({ node, box });
      });
    });
    list('Drawn', there);
    list('Not found on the page', missing);
  };

  const draw = (): void => {
    const origin = layer.getBoundingClientRect();
    // All is read before anything is written.
    const now = places.map(({ node }) => {
      const { left, top, right, bottom, width, height } = node.getBoundingClientRect();
      const shown =
        width &&
        height &&
        bottom > 0 &&
        right > 0 &&
        top < innerHeight &&
        left < innerWidth &&
        (!node.checkVisibility || node.checkVisibility({ visibilityProperty: true }));
      return shown
        ? [left - origin.left, top - origin.top, width, height, top < HIGH, left > innerWidth / 2]
        : [];
    });
    places.forEach((place, at) => {
      const drawn = '' + now[at];
      if (place.drawn !== drawn) {
        place.drawn = drawn;
        const { style } = place.box;
        const [left, top, width, height, low, late] = now[at];
        style.display = drawn ? '' : 'none';
        style.transform = `translate(${left}px,${top}px)`;
        style.width = width + 'px';
        style.height = height + 'px';
        // Beside others there is room for little; the panel has it all.
        const small = (width as number) < SMALL ? ' small' : '';
        place.box.className = `box${low ? ' low' : ''}${late ? ' end' : ''}${small}`;
      }
    });
  };

  const say = (text: string): void => {
    note.textContent = text;
  };

  const ask = async (): Promise<void> => {
    const turn = ++asked;
    path = location.pathname;
    report = undefined;
    search();
    if (!token) {
      say('This address has no signature. Open the page from Polku.');
      return;
    }
    say('Reading …');
    try {
      const [base] = endpoint!.split(/[ ,]+/);
      const query = new URLSearchParams({ site: site!, path, limit: '' + ELEMENTS_MAX });
      const answer = await fetch(`${base}/v1/overlay?${query}`, {
        headers: { Authorization: 'Bearer ' + token },
        credentials: 'omit',
        cache: 'no-store',
      });
      const body = await answer.json();
      if (turn !== asked) {
        return;
      }
      if (answer.ok) {
        report = body as Report;
        const { page_views, visitors, clicks, from, to } = report;
        say(
          `${number(clicks)} clicks in ${number(page_views)} page views of ${number(visitors)} visitors, ` +
            `${day(from)} to ${day(to)}`,
        );
        search();
      } else if (answer.status === 401 || answer.status === 403) {
        keep(OVERLAY, 0, AREA);
        say('This address has expired, or is not for this site. Open the page again from Polku.');
      } else {
        say(`No figures: ${(body as { detail?: string }).detail || answer.status}`);
      }
    } catch {
      if (turn === asked) {
        say('No figures: no answer.');
      }
    }
  };

  const step = (): void => {
    mount();
    if (location.pathname !== path) {
      void ask();
    } else if (stale && performance.now() - searched > SEARCH_MILLIS) {
      search();
    }
    draw();
    frame = requestAnimationFrame(step);
  };

  addEventListener('keydown', escape, true);
  observer.observe(document.documentElement, {
    attributes: true,
    childList: true,
    characterData: true,
    subtree: true,
  });
  step();
};
