import { useState } from 'react';
import { useFunnels } from '../api/queries';
import type { Alert, Site } from '../api/types';
import { faultsAt, FaultsProvider } from '../field/faults';
import { Field } from '../field/Field';
import { useDigests } from '../finding/queries';
import { useLinks } from '../link/queries';
import { Loaded, ProblemNote, Skeleton } from '../view/State';
import { messages } from '../words/messages';
import { freeSlug } from '../words/slug';
import { draftOf, NEW, type Draft } from './draft';
import { useAlerts, useDeleteAlert, usePutAlert, useTestAlert } from './queries';
import { judgedSentence, messageSentence, ruleSentence, stateSentence } from './sentences';

const words = messages.alerts;

/** Rules that tell people when a figure is not as it should be, and how they stand. */
export function Alerts({ site }: { site: Site }) {
  const answer = useAlerts(site.site);
  // Whoever may not see digests may not change alerts either.
  const mayEdit = useDigests(site.site).error?.status !== 403;
  const [adding, setAdding] = useState(false);
  return (
    <section className="panel" aria-labelledby="alerts-title">
      <h2 id="alerts-title">{words.title}</h2>
      <p className="hint">{words.hint}</p>
      <Loaded answer={answer} skeleton={<Skeleton heights={[64]} />}>
        {({ alerts }) => (
          <>
            {alerts.length > 0 && (
              <ul className="digests">
                {alerts.map((alert) => (
                  <One key={alert.id} alert={alert} site={site} mayEdit={mayEdit} />
                ))}
              </ul>
            )}
            {alerts.length === 0 && !mayEdit && <p className="hint">{words.none}</p>}
            {adding ? (
              <Form site={site.site} taken={alerts.map(({ id }) => id)} close={() => setAdding(false)} />
            ) : (
              mayEdit && (
                <p>
                  <button type="button" onClick={() => setAdding(true)}>
                    {words.add}
                  </button>
                </p>
              )
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function One({ alert: { id, alert, state }, site, mayEdit }: { alert: Alert; site: Site; mayEdit: boolean }) {
  const remove = useDeleteAlert(site.site);
  const test = useTestAlert(site.site);
  const zone = site.time_zone;
  const message = messageSentence(state, zone);
  const refused = test.data?.channels.find(({ taken }) => !taken);
  return (
    <li>
      <p>
        <strong>{alert.name}</strong>{' '}
        <strong className={state.status === 'firing' ? 'faults' : 'hint'} data-figure={`alert.${id}.state`}>
          {stateSentence(state, zone)}
        </strong>
      </p>
      <p data-figure={`alert.${id}.rule`}>{ruleSentence(alert)}</p>
      {state.judged !== null && (
        <p className="hint" data-figure={`alert.${id}.judged`}>
          {judgedSentence(alert, state.judged, zone)}
        </p>
      )}
      {message !== undefined && (
        <p className="hint" data-figure={`alert.${id}.message`}>
          {message}
        </p>
      )}
      {mayEdit && (
        <div className="choice">
          <button
            type="button"
            disabled={test.isPending}
            aria-label={words.testOf(alert.name)}
            onClick={() => test.mutate(id)}
          >
            {words.test}
          </button>
          <button
            type="button"
            className="quiet"
            disabled={remove.isPending}
            aria-label={words.removeOf(alert.name)}
            onClick={() => remove.mutate(id)}
          >
            {words.remove}
          </button>
        </div>
      )}
      {test.data !== undefined && (
        <p role="status" className={refused === undefined ? 'hint' : 'faults'}>
          {refused === undefined ? words.taken : words.refused(refused.reason ?? messages.report.nothing)}
        </p>
      )}
      {test.error !== null && <ProblemNote problem={test.error} />}
      {remove.error !== null && <ProblemNote problem={remove.error} />}
    </li>
  );
}

const POINTERS = ['/name', '/metric', '/when', '/period', '/minimum', '/quiet', '/channels/0/url'];

function Form({ site, taken, close }: { site: string; taken: readonly string[]; close: () => void }) {
  const [draft, setDraft] = useState<Draft>(NEW);
  const funnels = useFunnels(site).data?.funnels ?? [];
  const links = (useLinks(site).data?.links ?? []).filter(({ declared }) => declared === 'saved');
  const put = usePutAlert(site);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const steps = funnels.find(({ id }) => id === draft.id)?.definition.steps ?? [];
  const isLag = draft.of === 'lag';
  const ids = draft.of === 'funnel' ? funnels.map(({ id }) => id) : links.map(({ id }) => id);
  return (
    <FaultsProvider value={faultsAt(put.error?.faults ?? [], POINTERS)}>
      <form
        className="form-end"
        aria-label={words.add}
        onSubmit={(event) => {
          event.preventDefault();
          const id = freeSlug(draft.name, 'alert', (one) => !taken.includes(one));
          put.mutate({ id, alert: draftOf(draft) }, { onSuccess: close });
        }}
      >
        <Field label={words.name} pointer="/name">
          {(props) => (
            <input
              {...props}
              required
              value={draft.name}
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
        </Field>
        <Choice
          label={words.metric}
          pointer="/metric"
          value={draft.of}
          names={words.metrics}
          choose={(of) => set({ of, id: '', step: '', is: of === 'lag' ? 'above' : draft.is })}
        />
        {(draft.of === 'funnel' || draft.of === 'link') && (
          <Field label={words.metrics[draft.of]} pointer="/metric/id">
            {(props) => (
              <select
                {...props}
                required
                value={draft.id}
                onChange={({ target }) => set({ id: target.value, step: '' })}
              >
                <option value="" />
                {ids.map((id) => (
                  <option key={id}>{id}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        {draft.of === 'funnel' && (
          <Field label={words.step} pointer="/metric/step">
            {(props) => (
              <select {...props} value={draft.step} onChange={({ target }) => set({ step: target.value })}>
                <option value="">{words.whole}</option>
                {steps.slice(1).map((step, at) => (
                  <option key={at} value={at + 2}>
                    {step.name ?? at + 2}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {!isLag && (
          <Choice
            label={words.when}
            pointer="/when"
            value={draft.is}
            names={words.conditionNames}
            choose={(is) => set({ is })}
          />
        )}
        {draft.is !== 'outside' && (
          <Field label={isLag ? words.minutes : words.percent} pointer="/when/value">
            {(props) => (
              <input
                {...props}
                type="number"
                required
                min={0}
                step="any"
                value={draft.value}
                onChange={({ target }) => set({ value: target.value })}
              />
            )}
          </Field>
        )}
        {!isLag && (
          <>
            <Choice
              label={words.period}
              pointer="/period"
              value={draft.period}
              names={words.periods}
              choose={(period) => set({ period })}
            />
            <Choice
              label={words.judge}
              pointer="/complete"
              value={draft.judge}
              names={words.judges}
              choose={(judge) => set({ judge })}
            />
            <Field label={words.minimum} pointer="/minimum">
              {(props) => (
                <input
                  {...props}
                  type="number"
                  required
                  min={1}
                  value={draft.minimum}
                  onChange={({ target }) => set({ minimum: target.value })}
                />
              )}
            </Field>
          </>
        )}
        <Choice
          label={words.quiet}
          pointer="/quiet"
          value={draft.quiet}
          names={words.quiets}
          choose={(quiet) => set({ quiet })}
        />
        <Choice
          label={words.kind}
          pointer="/channels/0/kind"
          value={draft.kind}
          names={words.kinds}
          choose={(kind) => set({ kind })}
        />
        <Field label={words.url} pointer="/channels/0/url">
          {(props) => (
            <input
              {...props}
              type="url"
              required
              placeholder="https://hooks.example/…"
              value={draft.url}
              onChange={({ target }) => set({ url: target.value })}
            />
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

function Choice<T extends string>({
  label,
  pointer,
  value,
  names,
  choose,
}: {
  label: string;
  pointer: string;
  value: T;
  names: Readonly<Record<T, string>>;
  choose: (value: T) => void;
}) {
  const values = Object.keys(names) as T[];
  return (
    <Field label={label} pointer={pointer}>
      {(props) => (
        <select
          {...props}
          value={value}
          onChange={({ target }) => choose(values.find((one) => one === target.value) ?? value)}
        >
          {values.map((one) => (
            <option key={one} value={one}>
              {names[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
