import { useState } from 'react';
import { usePutSite } from '../api/queries';
import type { Site } from '../api/types';
import { ProblemNote } from '../view/State';
import { messages } from '../words/messages';

/** Makes the first site. */
export function NewSite({ made }: { made: (site: Site) => void }) {
  const put = usePutSite();
  const [site, setSite] = useState('');
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [origin, setOrigin] = useState('');

  return (
    <section className="panel first" aria-labelledby="new-site-title">
      <h1 id="new-site-title">{messages.site.none}</h1>
      <p>{messages.site.noneHint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const origins = origin.trim() === '' ? {} : { origins: [origin.trim()] };
          put.mutate({ site, settings: { time_zone: zone, ...origins } }, { onSuccess: made });
        }}
      >
        <label className="field">
          <span>{messages.site.name}</span>
          <input
            required
            pattern="[a-z0-9\-]{1,40}"
            value={site}
            aria-describedby="site-name-hint"
            onChange={({ target }) => setSite(target.value)}
          />
          <small id="site-name-hint">{messages.site.nameHint}</small>
        </label>
        <label className="field">
          <span>{messages.site.timeZone}</span>
          <input
            required
            list="zones"
            value={zone}
            aria-describedby="site-zone-hint"
            onChange={({ target }) => setZone(target.value)}
          />
          <small id="site-zone-hint">{messages.site.timeZoneHint}</small>
        </label>
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label className="field">
          <span>{messages.site.origin}</span>
          <input
            placeholder="https://shop.example"
            value={origin}
            aria-describedby="site-origin-hint"
            onChange={({ target }) => setOrigin(target.value)}
          />
          <small id="site-origin-hint">{messages.site.originHint}</small>
        </label>
        {put.error !== null && <ProblemNote problem={put.error} />}
        <button type="submit" className="primary" disabled={put.isPending}>
          {messages.site.make}
        </button>
      </form>
    </section>
  );
}

/** The one time that a server key can be shown. */
export function ServerKey({ site, done }: { site: Site; done: () => void }) {
  return (
    <section className="panel first" aria-labelledby="key-title">
      <h1 id="key-title">{messages.site.keyTitle}</h1>
      <p>{messages.site.keyHint}</p>
      <pre tabIndex={0}>
        <code>{site.server_key}</code>
      </pre>
      <button type="button" className="primary" onClick={done}>
        {messages.site.done}
      </button>
    </section>
  );
}
