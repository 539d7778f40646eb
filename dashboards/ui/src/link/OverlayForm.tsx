import { useState } from 'react';
import type { Site } from '../api/types';
import type { DayRange } from '../time/range';
import { ProblemNote } from '../view/State';
import { moment } from '../words/format';
import { messages } from '../words/messages';
import { useOverlay } from './queries';

const words = messages.links;

/** The page as somebody would open it; of paths with a pattern, and of sites without an origin, only a start. */
function addressOf({ origins }: Site, path: string): string {
  const origin = origins.find((one) => one !== '*') ?? 'https://';
  return origin.replace(/\/$/, '') + (path.includes('*') ? '/' : path);
}

/** Opens the page itself with its clicks drawn over it. */
export function OverlayForm({ site, range, path }: { site: Site; range: DayRange; path: string }) {
  const [url, setUrl] = useState(addressOf(site, path));
  const overlay = useOverlay(site.site);
  const made = overlay.data;
  return (
    <>
      <form
        className="choice overlay-form"
        onSubmit={(event) => {
          event.preventDefault();
          overlay.mutate(
            { url, ...range },
            { onSuccess: (opened) => window.open(opened.url, '_blank', 'noopener') },
          );
        }}
      >
        <label className="inline-field">
          <span>{words.overlayAddress}</span>
          <input
            type="url"
            required
            value={url}
            maxLength={4000}
            onChange={({ target }) => setUrl(target.value)}
          />
        </label>
        <button type="submit" disabled={overlay.isPending} title={words.overlayHint}>
          {words.overlay}
        </button>
      </form>
      {overlay.error !== null && <ProblemNote problem={overlay.error} />}
      {made !== undefined && (
        <p className="hint" role="status">
          {words.overlayReady(moment(made.expires, site.time_zone))}{' '}
          <a href={made.url} target="_blank" rel="noopener noreferrer">
            {words.overlayAgain}
          </a>
        </p>
      )}
    </>
  );
}
