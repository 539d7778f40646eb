import { CLICKABLE, describe } from '../element';
import { fits, pathOf } from '../glob';
import { watch } from '../sight';
import type { Module } from '../tools';
import type { WireElement } from '../wire';
import { once, words } from './lists';

/** Observed at once. */
const ELEMENTS_MAX = 2e3;
/** Told a page view. */
const VIEWS_MAX = 200;

/** A link that people are meant to click, as the intake tells it: all that is given must hold. */
interface Meant {
  /** Globs of paths. */
  pages: string[];
  name?: string;
  /** A glob of the address; of its path if it begins with a slash. */
  href?: string;
  selector?: string;
  text?: string;
}

/** Of the module's own script, which may have another name or lie behind a proxy. */
const script = document.currentScript as HTMLScriptElement | null;
const [beside] = (script && /^.*-links(?=(\.js)?(\?|$))/.exec(script.src)) || [];

const isMeant = (meant: Meant, element: WireElement, path: string): boolean =>
  meant.pages.some((page) => fits(page, path)) &&
  (['selector', 'text'] as const).every((part) => !meant[part] || meant[part] === element[part]) &&
  (!meant.name || meant.name === element.link) &&
  (!meant.href || fits(meant.href, meant.href[0] === '/' ? pathOf(element.href) : element.href));

/**
 * Tells `link_view` of links that were declared elsewhere than in the page, or of all that can be
 * clicked (`data-views="all"`). Which links those are it asks where it came from itself, else
 * where events go.
 */
export const links: Module = (options, track, _fieldsOf, clean, _acts, pv) => {
  const prefix = `data-${options.prefix || 'polku'}-`;
  const link = prefix + 'link';
  const first = once(pv, VIEWS_MAX);
  // Elements that bear the name themselves are told by the module for everybody.
  const told =
    options.auto === undefined || words(options.auto).includes('views') ? `:not([${link}])` : '';
  const see = (wanted: (element: WireElement, path: string) => unknown): void =>
    watch(
      (CLICKABLE + `,[${link}]`).replace(/,|$/g, told + '$&'),
      `[${prefix}ignore]`,
      ELEMENTS_MAX,
      pv,
      (element) => describe(element, clean, link),
      (element) => {
        if (wanted(element, pathOf(clean(location.href))) && first(JSON.stringify(element))) {
          track('link_view', { props: {}, element });
        }
      },
    );

  const ask = ([base, ...others]: string[]): void => {
    const fail = (): void => ask(others);
    if (base) {
      fetch(base + '.json?site=' + encodeURIComponent(options.site!), { credentials: 'omit' })
        .then((answer) => answer.json())
        .then(({ links }: { links: Meant[] }) => {
          if (links.length) {
            see((element, path) => links.some((meant) => isMeant(meant, element, path)));
          }
        })
        .catch(fail);
    }
  };
  if (!window.IntersectionObserver) {
    return;
  }
  if (options.views === 'all') {
    see(() => true);
  } else {
    const places = words(options.endpoint).map((endpoint) => endpoint + '/polku-links');
    ask(beside ? [beside, ...places] : places);
  }
};
