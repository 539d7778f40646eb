import { uuid } from './ids';
import { openQueue, type Who } from './queue';
import { ALL, ANSWER, HOLD, NOTHING, OVERLAY, SEND } from './levels';
import { keep, permit, read } from './storage';
import type { Act, Fields, Module, Tools } from './tools';
import type { Settings } from './settings';
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

/** Loads a module by name; `then` is called whether or not that works. */
export type Load = (name: string, then?: () => void) => void;

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

/** Starts tracking; answers what `window.polku` does from now on. */
const start = (options: Settings, load: Load, tools: unknown[]) => {
  const {
    site,
    endpoint,
    path = '/v1/events',
    queryParams = '',
    hash,
    modules = '',
    level = ALL,
  } = options;
  const hashRouter = hash !== undefined;
  const clean = scrubber(queryParams.split(','), hashRouter);
  const where = (): string => location.href.replace(hashRouter ? '' : /#.*/, '');
  /** Clicks and submits until there is somebody to describe them. */
  const acts: Act[] = [];

  let who: Who = [undefined, null];
  let allowed: number;
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

  const [add, flush, resume, release, bar] = openQueue(
    endpoint!.split(/[ ,]+/).map((base) => base + path),
    (batch): WireBody => {
      entitle();
      const { width, height } = screen;
      return {
        site: site!,
        sent_at: Date.now(),
        // Made before consent was given, they have no visitor of their own.
        visitor_id: batch[0][0][0] || who[0],
        user_id: batch[0][0][1],
        cookieless: allowed === SEND,
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
          consent: options.answer,
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
    if (allowed) {
      add([who, event]);
      keep(PAGE, here, 'sessionStorage');
    }
    return event;
  };

  const page = (given?: Props): void => {
    const prev = read(PAGE, 'sessionStorage');
    entitle();
    at = where();
    // Within a document, one comes from the tab's last page, wherever that was.
    referrer = view ? (prev || here).url : clean(options.referrer || document.referrer);
    here = { pv: uuid(), seq: 0, url: clean(location.href) };
    view = track('page_view', { ...fieldsOf(given), prev });
  };

  const moved = (): void => {
    if (where() !== at) {
      page();
    }
  };

  /** What may be done from now on, see the levels above. */
  const allow = (next: number): void => {
    const before = allowed;
    allowed = next;
    permit(next > SEND);
    if (next > SEND) {
      who[0] = visitor(options.visitor);
      who[1] = who[1] || (read(USER) || [null])[0];
    }
    bar(next > HOLD ? 0 : Infinity, !next);
    resume();
    if (!before) {
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

  for (const type of ['click', 'auxclick', 'submit']) {
    addEventListener(type, (event) => acts[99] || acts.push([event, event.composedPath()]), true);
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
  addEventListener('online', flush as () => void);
  allow(level);
  tools.push(track, fieldsOf, clean, acts, () => here.pv, flush, release, allow);
  for (const name of ('auto ' + modules).match(/\w+/g)!) {
    load(name);
  }

  return (name: string, first?: never, second?: Props): void => {
    if (name === 'identify') {
      identify(first!, second);
    } else if (name === 'page') {
      page(first);
    } else if (name === 'consent' || name === 'ignore') {
      options.asked = [name, first];
      // Nothing more is sent until the gate has heard it.
      bar(Infinity, 0);
      load('gate');
    } else {
      track(name, fieldsOf(first));
    }
  };
};

/** Puts `window.polku` in place, and starts tracking when it is time and allowed. */
export const install = (options: Settings, load: Load): void => {
  const { q: calls = [], v } = window.polku || ({} as Partial<Polku>);
  if (v) {
    return; // The tag is on the page twice.
  }
  const tools: unknown[] = [options];
  let run = (...call: never[]): unknown => calls.push(call);
  const polku = ((...call: never[]): void => {
    try {
      run(...call);
    } catch (fault) {
      console.error('polku', fault); // Never becomes a fault of the site's.
    }
  }) as unknown as Polku;
  polku.v = VERSION;
  polku.use = (module: Module) => module(...(tools as Tools));
  window.polku = polku;
  const begin = (): void => {
    run = start(options, load, tools);
    calls.forEach((call) => polku(...(call as unknown as [string])));
  };
  const enter = (): void => {
    if (
      read(ANSWER) ||
      /consent|cookieless|domains|referrers/.test(Object.keys(options) as never)
    ) {
      // Should the gate not come, nothing is done.
      options.level = NOTHING;
      load('gate', begin);
    } else {
      begin();
    }
  };
  if (/polku-overlay=/.test(location.hash) || read(OVERLAY, 'sessionStorage')) {
    // Who looks at the clicks on a page is no visitor.
    load('overlay');
  } else if (navigator.globalPrivacyControl || +navigator.doNotTrack! > 0) {
    run = () => {};
  } else if (!options.site) {
    console.error('polku', 'no data-site');
  } else if (document.prerendering) {
    document.addEventListener('prerenderingchange', enter);
  } else {
    enter();
  }
};
