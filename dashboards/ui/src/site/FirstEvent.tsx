import { useState } from 'react';
import type { Site } from '../api/types';
import { Link } from '../address/Link';
import { messages } from '../words/messages';

/** The intake's port where nobody says otherwise. */
const COLLECT_PORT = 8090;

/** What to do so that a first event comes. */
export function FirstEvent({
  site,
  collect,
  seen,
}: {
  site: Site;
  collect: string | undefined;
  /** Whether events have come; undefined as long as nobody knows. */
  seen: boolean | undefined;
}) {
  const [copied, setCopied] = useState(false);
  const intake = collect ?? `${window.location.protocol}//${window.location.hostname}:${COLLECT_PORT}`;
  const line = `<script defer src="${intake}/polku.js" data-site="${site.site}"></script>`;
  return (
    <section className="panel first" aria-labelledby="first-title">
      <h1 id="first-title">{messages.first.title}</h1>
      <p>{messages.first.hint}</p>
      <pre tabIndex={0}>
        <code>{line}</code>
      </pre>
      {/* Browsers lend the clipboard to https and loopback only; elsewhere the line can be marked and copied. */}
      {window.isSecureContext && (
        <button
          type="button"
          className="primary"
          onClick={() => void navigator.clipboard.writeText(line).then(() => setCopied(true))}
        >
          {copied ? messages.first.copied : messages.first.copy}
        </button>
      )}
      {collect === undefined && <p className="hint">{messages.first.collectHint(intake)}</p>}
      <div role="status">
        {seen === false && (
          <p className="waiting">
            <span className="dot" aria-hidden="true" />
            {messages.first.waiting}
          </p>
        )}
        {seen === true && <p>{messages.first.seen}</p>}
      </div>
      {seen === true && <Link to={{ page: 'overview' }}>{messages.first.onwards}</Link>}
    </section>
  );
}
