import { useEffect, useState } from 'react';
import { ProblemError } from '../api/problem';
import { useHttp } from '../api/queries';
import type { Live } from '../api/types';
import { messagesOf } from './messages-of';

/** What is known of what happens now. */
export interface Following {
  /** The newest message; undefined before the first one. */
  live: Live | undefined;
  /** How many entered each funnel since the page was opened, as far as messages told. */
  entries: ReadonlyMap<string, number>;
  /**
   * `connecting` before the first message, `live` while messages come, `stale` when nothing came for too long,
   * `lost` while it is tried again, `paused` while nobody looks.
   */
  state: 'connecting' | 'live' | 'stale' | 'lost' | 'paused';
  problem: ProblemError | undefined;
  /** When something came last, in milliseconds; 0 before that. */
  heardAt: number;
}

/** The API sends something every 15 s, be it only that it is there. */
const SILENCE_MILLIS_MAX = 25_000;

/** How long is waited before the next try: longer each time. */
const WAITS_MILLIS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

const NOTHING: Following = {
  live: undefined,
  entries: new Map(),
  state: 'connecting',
  problem: undefined,
  heardAt: 0,
};

/** Follows the site's live stream as long as the tab is seen, and comes back to it when it was lost. */
export function useLive(site: string): Following {
  const http = useHttp();
  const [following, setFollowing] = useState(NOTHING);

  useEffect(() => {
    let ended = false;
    let stop = new AbortController();
    let failures = 0;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const change = (part: Partial<Following>) => setFollowing((before) => ({ ...before, ...part }));

    const heard = (message: string) => {
      failures = 0;
      clearTimeout(silence);
      silence = setTimeout(() => {
        change({ state: 'stale' });
        stop.abort();
      }, SILENCE_MILLIS_MAX);
      setFollowing((before) => {
        const live = message === '' ? before.live : (JSON.parse(message) as Live);
        return {
          live,
          entries: live === before.live ? before.entries : entriesOf(before, live),
          state: 'live',
          problem: undefined,
          heardAt: Date.now(),
        };
      });
    };

    const follow = async () => {
      const { signal } = (stop = new AbortController());
      let problem: ProblemError | undefined;
      try {
        for await (const message of messagesOf(await http.open(`/sites/${site}/live`, signal))) {
          if (signal.aborted) break;
          heard(message);
        }
      } catch (cause) {
        if (cause instanceof ProblemError) problem = cause;
      }
      clearTimeout(silence);
      if (ended || document.hidden) return;
      change({ problem, ...(signal.aborted ? {} : { state: 'lost' }) });
      retry = setTimeout(() => void follow(), WAITS_MILLIS[Math.min(failures, WAITS_MILLIS.length - 1)]);
      failures++;
    };

    const seenOrNot = () => {
      clearTimeout(retry);
      stop.abort();
      if (document.hidden) change({ state: 'paused' });
      else {
        failures = 0;
        change({ state: 'connecting' });
        void follow();
      }
    };

    document.addEventListener('visibilitychange', seenOrNot);
    if (document.hidden) change({ state: 'paused' });
    else void follow();
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', seenOrNot);
      clearTimeout(retry);
      clearTimeout(silence);
      stop.abort();
    };
  }, [http, site]);

  return following;
}

/** What each funnel gained since the page was opened; a new day begins its count again. */
function entriesOf(before: Following, live: Live | undefined): ReadonlyMap<string, number> {
  const entries = new Map(before.entries);
  for (const { id, entered } of live?.funnels ?? []) {
    const last = before.live?.funnels.find((one) => one.id === id)?.entered ?? entered;
    if (entered !== null && last !== null && entered > last) {
      entries.set(id, (entries.get(id) ?? 0) + entered - last);
    }
  }
  return entries;
}
