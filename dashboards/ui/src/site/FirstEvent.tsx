import { useState } from 'react';
import { Link } from '../address/Link';
import type { Quality, Site } from '../api/types';
import { ago, count } from '../words/format';
import { useNow } from '../view/State';
import { messages } from '../words/messages';

/** The intake's port where nobody says otherwise. */
const COLLECT_PORT = 8090;

/** What to do so that a first event comes, and that it came. */
export function FirstEvent({
  site,
  collect,
  seen,
  quality,
}: {
  site: Site;
  collect: string | undefined;
  /** Whether events have come; undefined as long as nobody knows. */
  seen: boolean | undefined;
  quality: Quality | undefined;
}) {
  const words = messages.first;
  const [copied, setCopied] = useState(false);
  const intake = collect ?? `${window.location.protocol}//${window.location.hostname}:${COLLECT_PORT}`;
  const line = `<script defer src="${intake}/polku.js" data-site="${site.site}"></script>`;
  return (
    <>
      <li className="panel" data-done={seen === true}>
        <h2>{words.lineTitle}</h2>
        <p>{words.hint}</p>
        <pre tabIndex={0} aria-label={words.lineTitle}>
          <code>{line}</code>
        </pre>
        {/* Browsers lend the clipboard to https and loopback only; elsewhere the line can be marked and copied. */}
        {window.isSecureContext && (
          <button
            type="button"
            className={seen === true ? undefined : 'primary'}
            onClick={() => void navigator.clipboard.writeText(line).then(() => setCopied(true))}
          >
            {copied ? words.copied : words.copy}
          </button>
        )}
        {collect === undefined && <p className="hint">{words.collectHint(intake)}</p>}
      </li>
      <li className="panel" data-done={seen === true}>
        <h2>{words.eventTitle}</h2>
        <div role="status">
          {seen === true ? (
            <p>{words.seen}</p>
          ) : (
            <p className="waiting">
              <span className="dot" aria-hidden="true" />
              {words.waiting}
            </p>
          )}
        </div>
        {seen === true && quality !== undefined && <Received quality={quality} />}
        {seen === true && (
          <p>
            <Link to={{ page: 'live' }}>{words.watch}</Link> ·{' '}
            <Link to={{ page: 'overview' }}>{words.onwards}</Link>
          </p>
        )}
      </li>
    </>
  );
}

function Received({ quality: { stored, last_received_at: last } }: { quality: Quality }) {
  const now = useNow();
  return (
    <p className="hint">
      {messages.first.received(count(stored), last === null ? messages.report.nothing : ago(last, now))}
    </p>
  );
}
