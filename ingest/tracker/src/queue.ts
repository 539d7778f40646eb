import { uuid } from './ids';
import { keep, read } from './storage';
import type { WireEvent } from './wire';

/** No visitor id: stored nothing, or may not yet. */
export type Who = [visitorId: string | undefined, userId: string | null];

/** An event waiting for its receipt, and whose it is. */
export type Entry = [who: Who, event: WireEvent];

/** The layout's version is part of the name: pages of another release leave the rest alone. */
const KEY = 'polku_q1_';
const BATCH_EVENTS = 10;
/** Browsers refuse more than 64 kB of beacons and keepalive requests in flight; leave some room. */
const BODY_BYTES = 6e4;
const RING_EVENTS = 1e3;
/** The intake refuses events older than 7 days from browsers. */
const AGE_MILLIS = 6e8;
/** How long a page that says nothing still owns its events; longer than any pause it makes. */
const LEASE_MILLIS = 2e5;
const WAIT_MILLIS = 1e3;
const PAUSE_MILLIS = 6e4;

/**
 * Events until the intake has answered for them.
 *
 * Each page keeps its unanswered events under a localStorage key of its own, so that pages in other
 * tabs cannot overwrite them. The key is leased: a hidden or left page gives it up at once, one that
 * crashed after some minutes, and then the next page takes it over. An event is forgotten only when
 * the intake has answered; one that went by beacon, which hears no answer, is therefore sent again
 * by the next page under the same id, and counted once.
 *
 * Functions come as a list, whose names a minifier can shorten.
 *
 * @param urls where events go; the next one where the one before cannot be reached
 */
export const openQueue = (urls: string[], bodyOf: (batch: Entry[]) => object) => {
  const key = KEY + uuid();
  /** Not yet sent. */
  let waiting: Entry[] = [];
  /** Sent, no answer yet. */
  let flying: Entry[] = [];
  /** Given to a beacon: there will be no answer. */
  let beaconed: Entry[] = [];
  /** Other pages may take over what is under the key; while this one runs, it goes on sending it. */
  let released = false;
  let timer: ReturnType<typeof setTimeout> | 0 = 0;
  /** Bytes sent, no answer yet. */
  let aloft = 0;
  /** Until the next try, in milliseconds; longer after each failure. */
  let pause = WAIT_MILLIS;
  /** No sending before this moment, in epoch milliseconds: the intake or the visitor wants it so. */
  let gate = 0;

  const save = (): void => {
    if (!released || read(key)) {
      const all = beaconed.concat(flying, waiting);
      keep(key, all[0] && [released ? 0 : Date.now() + LEASE_MILLIS, all]);
    }
  };

  /** Forgets what another page has taken over while this one was hidden. */
  const reclaim = (): void => {
    if (released && !read(key)) {
      waiting = flying = beaconed = [];
      released = false;
    }
  };

  /** Makes sure that what waits will be sent: a full batch now, others soon. */
  const nudge = (): void => {
    waiting = waiting.slice(-RING_EVENTS);
    save();
    if (waiting[BATCH_EVENTS - 1] && pause === WAIT_MILLIS) {
      flush();
    }
    if (waiting[0]) {
      timer =
        timer ||
        setTimeout(
          () => {
            timer = 0;
            reclaim();
            flush();
            nudge();
          },
          // Not all at once when the intake is back.
          Math.min(pause, PAUSE_MILLIS) * (1 - Math.random() / 2),
        );
    }
  };

  const without = (list: Entry[], batch: Entry[]): Entry[] =>
    list.filter((entry) => !batch.includes(entry));

  const post = (batch: Entry[], body: Blob): void => {
    const first = pause === WAIT_MILLIS;
    flying = flying.concat(batch);
    fetch(urls[0], { method: 'POST', body, keepalive: (aloft += body.size) < BODY_BYTES })
      .catch(() => undefined)
      .then((answer) => {
        if (!answer || /^(408|429|5)/.test(answer.status as never)) {
          pause = Math.max(
            Math.min(pause * 2, PAUSE_MILLIS),
            // Seconds; a date counts as nothing.
            (answer && (answer.headers.get('Retry-After') as never) * 1e3) || 0,
          );
          gate = answer ? Date.now() + pause : 0;
          if (flying.includes(batch[0])) {
            waiting = batch.concat(waiting);
          }
        } else {
          pause = WAIT_MILLIS;
        }
        flying = without(flying, batch);
        aloft -= body.size;
        nudge();
        if (!answer) {
          // Blocked, perhaps: by another way, the first time without a pause.
          urls.push(urls.shift()!);
          if (first && urls[1]) {
            flush(true);
          }
        }
      });
  };

  /** Sends what waits, each person's events in bodies of their own. */
  const send = (beacon?: boolean): void => {
    while (waiting[0]) {
      const who = '' + waiting[0][0];
      let size = BATCH_EVENTS;
      let batch: Entry[];
      let body: Blob;
      do {
        batch = waiting.filter((entry) => '' + entry[0] === who).slice(0, size);
        // Plain text needs no preflight, which a page that is being left could not wait for.
        body = new Blob([JSON.stringify(bodyOf(batch))], { type: 'text/plain' });
      } while (body.size > BODY_BYTES && (size >>= 1));
      waiting = without(waiting, batch);
      if (beacon && navigator.sendBeacon(urls[0], body)) {
        beaconed = beaconed.concat(batch);
      } else {
        post(batch, body);
      }
    }
  };

  /** Sends now, unless a pause is on or, when it is not urgent, an answer is awaited. */
  const flush = (urgent?: boolean): void => {
    if (gate < Date.now() && (urgent || !flying[0])) {
      send();
    }
  };

  const takeOver = (): void => {
    for (const other of Object.keys(localStorage)) {
      const [lease, entries] = (other.startsWith(KEY) && other !== key && read(other)) || [
        Infinity,
      ];
      if (lease < Date.now()) {
        keep(other, 0);
        waiting = entries.concat(waiting);
      }
    }
    waiting = waiting.filter((entry) => entry[1].time > Date.now() - AGE_MILLIS);
    nudge();
  };

  /** Adds an event, whose title may still change until it is sent. */
  const add = (entry: Entry): void => {
    reclaim();
    waiting = waiting.concat([entry]);
    nudge();
  };

  /** The page is shown, or shown again. */
  const resume = (): void => {
    reclaim();
    released = false;
    waiting = beaconed.concat(waiting);
    beaconed = [];
    // Later, so that the page before this one has had time to give up its events.
    setTimeout(() => {
      try {
        // Fails where storage is blocked, and so would the lock.
        if (localStorage.length) {
          if (navigator.locks) {
            navigator.locks.request(KEY, takeOver);
          } else {
            takeOver();
          }
        }
      } catch {
        // Nothing was kept.
      }
    }, WAIT_MILLIS / 2);
  };

  /** The page may never run again. */
  const release = (): void => {
    reclaim();
    if (gate < Date.now()) {
      send(true);
    }
    // Not if storage is blocked: then nobody else can have the events.
    released = !!read(key);
    save();
  };

  /** Bars all sending until a moment, or opens it again; may forget what waits. */
  const bar = (until: number, forget: unknown): void => {
    gate = until;
    if (forget) {
      waiting = flying = beaconed = [];
    }
  };

  return [add, flush, resume, release, bar] as const;
};
