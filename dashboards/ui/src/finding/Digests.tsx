import { useState } from 'react';
import type { Digest, Site, WeeklyDigest } from '../api/types';
import { faultsAt, FaultsProvider } from '../field/faults';
import { Field } from '../field/Field';
import { Loaded, ProblemNote, Skeleton } from '../view/State';
import { hourOfDay } from '../words/format';
import { messages } from '../words/messages';
import { freeSlug } from '../words/slug';
import { useDeleteDigest, useDigests, usePutDigest, useTestDigest } from './queries';

const words = messages.digests;
const DAYS = Object.keys(words.days) as WeeklyDigest['day'][];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const NEW: WeeklyDigest = { name: '', url: '', day: 'monday', hour: 8 };

/** Where what was found is sent once a week. Whoever may not change it does not see it: an address may be a secret. */
export function Digests({ site }: { site: Site }) {
  const answer = useDigests(site.site);
  const [adding, setAdding] = useState(false);
  if (answer.error?.status === 403) return null;
  return (
    <section className="panel" aria-labelledby="digests-title">
      <h2 id="digests-title">{words.title}</h2>
      <p className="hint">{words.hint(site.time_zone)}</p>
      <Loaded answer={answer} skeleton={<Skeleton heights={[32]} />}>
        {({ digests }) => (
          <>
            {digests.length > 0 && (
              <ul className="digests">
                {digests.map((digest) => (
                  <One key={digest.id} digest={digest} site={site.site} />
                ))}
              </ul>
            )}
            {adding ? (
              <Form site={site.site} taken={digests.map(({ id }) => id)} close={() => setAdding(false)} />
            ) : (
              <p>
                <button type="button" onClick={() => setAdding(true)}>
                  {words.add}
                </button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function One({ digest: { id, digest }, site }: { digest: Digest; site: string }) {
  const remove = useDeleteDigest(site);
  const test = useTestDigest(site);
  return (
    <li>
      <p>
        <strong>{digest.name}</strong>{' '}
        <span data-figure={`digest.${id}`}>
          {words.when(words.days[digest.day], hourOfDay(digest.hour), digest.url)}
        </span>
      </p>
      <div className="choice">
        <button
          type="button"
          disabled={test.isPending}
          aria-label={words.testOf(digest.name)}
          onClick={() => test.mutate(id)}
        >
          {words.test}
        </button>
        <button
          type="button"
          className="quiet"
          disabled={remove.isPending}
          aria-label={words.removeOf(digest.name)}
          onClick={() => remove.mutate(id)}
        >
          {words.remove}
        </button>
      </div>
      {test.data !== undefined && (
        <p role="status" className={test.data.taken ? 'hint' : 'faults'}>
          {test.data.taken ? words.taken : words.refused(test.data.reason ?? messages.report.nothing)}
        </p>
      )}
      {test.error !== null && <ProblemNote problem={test.error} />}
      {remove.error !== null && <ProblemNote problem={remove.error} />}
    </li>
  );
}

function Form({ site, taken, close }: { site: string; taken: readonly string[]; close: () => void }) {
  const [digest, setDigest] = useState(NEW);
  const put = usePutDigest(site);
  const set = (change: Partial<WeeklyDigest>) => setDigest({ ...digest, ...change });
  return (
    <FaultsProvider value={faultsAt(put.error?.faults ?? [], ['/name', '/url', '/day', '/hour'])}>
      <form
        className="form-end"
        aria-label={words.add}
        onSubmit={(event) => {
          event.preventDefault();
          const id = freeSlug(digest.name, 'digest', (one) => !taken.includes(one));
          put.mutate(
            { id, digest: { ...digest, name: digest.name.trim(), url: digest.url.trim() } },
            { onSuccess: close },
          );
        }}
      >
        <Field label={words.name} pointer="/name">
          {(props) => (
            <input
              {...props}
              required
              value={digest.name}
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
        </Field>
        <Field label={words.url} pointer="/url">
          {(props) => (
            <input
              {...props}
              type="url"
              required
              placeholder="https://hooks.example/…"
              value={digest.url}
              onChange={({ target }) => set({ url: target.value })}
            />
          )}
        </Field>
        <Field label={words.day} pointer="/day">
          {(props) => (
            <select
              {...props}
              value={digest.day}
              onChange={({ target }) => set({ day: DAYS.find((day) => day === target.value) ?? 'monday' })}
            >
              {DAYS.map((day) => (
                <option key={day} value={day}>
                  {words.days[day]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={words.hour} pointer="/hour">
          {(props) => (
            <select
              {...props}
              value={digest.hour}
              onChange={({ target }) => set({ hour: Number(target.value) })}
            >
              {HOURS.map((hour) => (
                <option key={hour} value={hour}>
                  {hourOfDay(hour)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" className="primary" disabled={put.isPending}>
          {words.save}
        </button>
        <button type="button" className="quiet" onClick={close}>
          {words.close}
        </button>
      </form>
      {put.error !== null && <ProblemNote problem={put.error} />}
    </FaultsProvider>
  );
}
