import { declaredProps, describe } from './element';
import { uuid } from './ids';
import { openQueue, type Who } from './queue';
import { keep, read } from './storage';
import type { Polku, Props } from './types';
import { scrubber } from './url';
import { visitor } from './visitor';
import type { WireBody, WireEvent } from './wire';

/** Set by the build. */
declare const VERSION: string;

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
  interface Document {
    prerendering?: boolean;
  }
}

const USER = 'polku_uid';
const PAGE = 'polku_pv';
const CLICKABLE = 'a[href],button,[role=button],[type=submit],[type=button],[data-polku-link]';

type Fields = Pick<WireEvent, 'props'> & Partial<WireEvent>;

/** The intake takes scalars only. */
const flat = (props?: Props): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const key in props) {
    const value = props[key];
    if (value != null) {
      copy[key] = typeof value === 'object' ? JSON.stringify(value) : value;
    }
  }
  return copy;
};

/** GA4's e-commerce fields have places of their own in an event. */
const fieldsOf = (given?: Props): Fields => {
  const { items, value, currency, ...props } = given || {};
  return {
    props: flat(props),
    items: items && (items as Props[]).map(flat),
    value: (value && +value) as number | undefined,
    currency,
  };
};

/** Starts tracking; answers the function behind `window.polku`. */
const start = (script: HTMLScriptElement) => {
  const { site, endpoint, queryParams = '', hash } = script.dataset;
  const hashRouter = hash !== undefined;
  const clean = scrubber(queryParams.split(','), hashRouter);
  const where = (): string => location.href.replace(hashRouter ? '' : /#.*/, '');

  let who: Who = [visitor(), (read(USER) || [null])[0]];
  /** The page view, and the number of its last event. */
  let here: { pv: string; seq: number; url: string };
  let referrer: string;
  let at: string;
  let view: WireEvent | undefined;

  /** Pages set their title after their address, so it is read again as late as possible. */
  const entitle = (): void => {
    if (view) {
      view.title = document.title;
    }
  };

  const [add, flush, resume, release] = openQueue(
    (endpoint || new URL(script.src).origin) + '/v1/events',
    (batch): WireBody => {
      entitle();
      const { width, height } = screen;
      return {
        site: site!,
        sent_at: Date.now(),
        visitor_id: batch[0][0][0],
        user_id: batch[0][0][1],
        context: {
          device: !matchMedia('(pointer:coarse)').matches
            ? 'desktop'
            : Math.min(width, height) < 600
              ? 'mobile'
              : 'tablet',
          language: navigator.language,
          time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          screen: width + 'x' + height,
          tracker: 'web/' + VERSION,
        },
        events: batch.map((entry) => entry[1]),
      };
    },
  );

  const track = (name: string, fields: Fields): WireEvent => {
    here.seq++;
    // A copy, so that later changes by the page do no harm, and what is no JSON fails here.
    const event = JSON.parse(
      JSON.stringify({
        id: uuid(),
        name,
        time: Date.now(),
        ...here,
        referrer,
        title: document.title,
        ...fields,
      }),
    );
    add([who, event]);
    keep(PAGE, here, 'sessionStorage');
    return event;
  };

  const page = (given?: Props): void => {
    const prev = read(PAGE, 'sessionStorage');
    entitle();
    at = where();
    // Within a document, one comes from the tab's last page, wherever that was.
    referrer = view ? (prev || here).url : clean(document.referrer);
    here = { pv: uuid(), seq: 0, url: clean(location.href) };
    view = track('page_view', { ...fieldsOf(given), prev });
  };

  const moved = (): void => {
    if (where() !== at) {
      page();
    }
  };

  const identify = (id: string | null, traits?: Props): void => {
    const props = flat(traits);
    // Only a checksum of the traits stays in the browser.
    let sum = 0;
    for (const letter of JSON.stringify(props)) {
      sum = (sum * 31 + letter.charCodeAt(0)) | 0;
    }
    const user = id && '' + id;
    const known = user && [user, sum];
    if (who[1]) {
      who = [who[0], user];
    } else {
      // Of what the visitor did before, too, as far as it was not sent.
      who[1] = user;
    }
    if (known && '' + known !== '' + read(USER)) {
      track('identify', { props });
    }
    keep(USER, known);
  };

  const act = (event: Event): void => {
    const path = event.composedPath() as HTMLElement[];
    const find = (selector: string): HTMLElement | undefined =>
      path.find((node) => node.matches && node.matches(selector));
    const submit = event.type === 'submit';
    const leads = submit || find('a[href]');
    // A middle click opens links, a right click only a menu.
    if (
      find('[data-polku-ignore]') ||
      (event.type === 'auxclick' && ((event as MouseEvent).button !== 1 || !leads))
    ) {
      return;
    }
    const clicked = find(CLICKABLE);
    if (clicked && !submit) {
      track('click', { props: {}, element: describe(clicked, clean) });
    }
    const declared = find('[data-polku-event]');
    if (declared && submit === (declared.localName === 'form')) {
      track(declared.dataset.polkuEvent!, {
        ...fieldsOf(declaredProps(declared)),
        element: describe(declared, clean),
      });
    }
    if (leads) {
      // Sends while the page still lives and can hear the answer; not if a script stays here.
      setTimeout(() => event.defaultPrevented || flush(true));
    }
  };

  for (const type of ['click', 'auxclick', 'submit']) {
    addEventListener(type, act, true);
  }
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function (...state) {
      original.apply(this, state);
      moved();
    };
  }
  addEventListener('popstate', moved);
  addEventListener('pagehide', release);
  addEventListener('visibilitychange', () => (document.hidden ? release() : resume()));
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      page();
    }
  });
  addEventListener('online', () => flush());
  resume();
  page();

  return (name: string, first?: never, second?: Props): unknown =>
    name === 'identify'
      ? identify(first!, second)
      : name === 'page'
        ? page(first)
        : track(name, fieldsOf(first));
};

const main = (script: HTMLScriptElement): void => {
  const { q: calls = [], v } = window.polku || ({} as Partial<Polku>);
  if (v) {
    return; // The tag is on the page twice.
  }
  let run = (...call: never[]): unknown => calls.push(call);
  const polku = ((...call: never[]): void => {
    try {
      run(...call);
    } catch (fault) {
      console.error('polku', fault); // Never becomes a fault of the site's.
    }
  }) as unknown as Polku;
  polku.v = VERSION;
  window.polku = polku;
  const begin = (): void => {
    run = start(script);
    calls.forEach((call) => polku(...(call as unknown as [string])));
  };
  if (navigator.globalPrivacyControl || navigator.doNotTrack === '1') {
    run = () => {};
  } else if (!script.dataset.site) {
    console.error('polku', 'data-site is missing');
  } else if (document.prerendering) {
    document.addEventListener('prerenderingchange', begin);
  } else {
    begin();
  }
};

main(document.currentScript as HTMLScriptElement);
