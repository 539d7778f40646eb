import { useState } from 'react';
import { go } from '../address/use-view';
import { useDeleteFunnel, useHistory, usePutFunnel } from '../api/queries';
import { nameOf, type FunnelDefinition } from '../api/types';
import { ProblemNote } from '../view/State';
import { isoDuration } from '../words/format';
import { messages } from '../words/messages';
import {
  STEPS_MAX,
  STEPS_MIN,
  definitionOf,
  emptyForm,
  emptyStep,
  faultsOf,
  formOf,
  idOf,
  isFunnelId,
  keptConditions,
  type FormFault,
  type FormState,
  type FormStep,
  type WindowUnit,
} from './form';

const FAULT_TEXTS: Record<FormFault | 'id', string> = {
  steps: messages.form.need,
  window: messages.form.needWindow,
  id: messages.form.needId,
};

const words = messages.form;

/**
 * Asks a question without storing it, or stores it as a funnel. Events and pages are suggested from what really
 * happened.
 *
 * @param id the stored funnel this was made from, if any
 * @param definition what to start from, if anything
 * @param alone whether no report follows, so that the page is about the form
 */
export function FunnelForm({
  site,
  id,
  definition,
  takenIds,
  alone,
}: {
  site: string;
  id: string | undefined;
  definition: FunnelDefinition | undefined;
  takenIds: readonly string[];
  alone: boolean;
}) {
  const [form, setForm] = useState<FormState>(() =>
    definition === undefined ? emptyForm() : formOf(definition),
  );
  const [typedId, setTypedId] = useState(id);
  const [faults, setFaults] = useState<readonly (FormFault | 'id')[]>([]);
  const put = usePutFunnel(site);
  const seen = useHistory(site, true).data;
  const Heading = alone ? 'h1' : 'h2';
  const storedId = typedId ?? idOf(nameOf(definitionOf(form)));
  const set = (change: Partial<FormState>) => setForm({ ...form, ...change });

  const check = (storing: boolean): boolean => {
    const found = [...faultsOf(form), ...(storing && !isFunnelId(storedId) ? (['id'] as const) : [])];
    setFaults(found);
    return found.length === 0;
  };
  const close = () => {
    go({ editing: false });
    // What was pressed is gone; the focus goes to what is there.
    document.getElementById('figures')?.focus();
  };
  const ask = () => {
    if (check(false)) go({ ask: definitionOf(form) });
  };
  const store = () => {
    if (!check(true)) return;
    put.mutate(
      { id: storedId, definition: definitionOf(form) },
      { onSuccess: () => go({ funnel: storedId, ask: undefined, editing: false }) },
    );
  };

  return (
    <form
      className="panel funnel-form"
      aria-labelledby="form-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <Heading id="form-title">
        {id === undefined
          ? words.newTitle
          : words.editTitle(definition === undefined ? id : nameOf(definition))}
      </Heading>
      <div className="fields">
        <label className="field wide">
          <span>{words.name}</span>
          <input
            autoFocus
            maxLength={200}
            value={form.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        </label>
        <label className="field">
          <span>{words.count}</span>
          <select
            value={form.subject}
            onChange={({ target }) => set({ subject: target.value === 'visitor' ? 'visitor' : 'session' })}
          >
            <option value="session">{messages.subject('session', 2)}</option>
            <option value="visitor">{messages.subject('visitor', 2)}</option>
          </select>
        </label>
        <WindowField form={form} set={set} />
      </div>
      <fieldset>
        <legend>{words.steps}</legend>
        <p className="hint">{words.pathHint}</p>
        <ol className="form-steps">
          {form.steps.map((step, at) => (
            <StepFields
              key={step.key}
              step={step}
              at={at}
              steps={form.steps}
              set={(steps) => set({ steps })}
            />
          ))}
        </ol>
        {form.steps.length < STEPS_MAX && (
          <button type="button" onClick={() => set({ steps: [...form.steps, emptyStep()] })}>
            {words.addStep}
          </button>
        )}
      </fieldset>
      <datalist id="seen-events">
        {seen?.top_events.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id="seen-paths">
        {seen?.top_pages.map(({ path }) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {faults.length > 0 && (
        <ul className="note note-problem" role="alert">
          {faults.map((fault) => (
            <li key={fault}>{FAULT_TEXTS[fault]}</li>
          ))}
        </ul>
      )}
      {put.error !== null && <ProblemNote problem={put.error} />}
      <div className="form-end">
        <button type="submit" className="primary">
          {words.ask}
        </button>
        <label className="inline-field">
          <span>{words.id}</span>
          <input
            value={storedId}
            maxLength={60}
            title={words.idHint}
            onChange={({ target }) => setTypedId(target.value === '' ? undefined : target.value)}
          />
        </label>
        <button type="button" onClick={store} disabled={put.isPending}>
          {put.isPending ? words.saving : words.save}
        </button>
        <button type="button" className="quiet" onClick={close}>
          {words.cancel}
        </button>
        {id !== undefined && (
          <Remove site={site} id={id} name={definition === undefined ? id : nameOf(definition)} />
        )}
      </div>
      {takenIds.includes(storedId) && <p className="hint">{words.taken(storedId)}</p>}
    </form>
  );
}

function WindowField({
  form: { window },
  set,
}: {
  form: FormState;
  set: (change: Partial<FormState>) => void;
}) {
  const kept = 'kept' in window ? window.kept : undefined;
  const value = 'kept' in window ? '' : window.value;
  const unit = 'kept' in window ? 'kept' : window.unit;
  return (
    <div className="field window">
      <label htmlFor="window-value">{words.window}</label>
      <span>
        <input
          id="window-value"
          inputMode="numeric"
          size={4}
          disabled={kept !== undefined}
          value={value}
          onChange={({ target }) => {
            if (!('kept' in window)) set({ window: { ...window, value: target.value.trim() } });
          }}
        />
        <select
          aria-label={words.windowUnit}
          value={unit}
          onChange={({ target }) => {
            if (target.value !== 'kept') {
              set({ window: { value: value === '' ? '1' : value, unit: target.value as WindowUnit } });
            }
          }}
        >
          {kept !== undefined && <option value="kept">{words.keep(isoDuration(kept))}</option>}
          <option value="M">{words.minutes}</option>
          <option value="H">{words.hours}</option>
          <option value="D">{words.days}</option>
        </select>
      </span>
    </div>
  );
}

function StepFields({
  step,
  at,
  steps,
  set,
}: {
  step: FormStep;
  at: number;
  steps: readonly FormStep[];
  set: (steps: FormStep[]) => void;
}) {
  const number = String(at + 1);
  const change = (part: Partial<FormStep>) =>
    set(steps.map((one) => (one.key === step.key ? { ...one, ...part } : one)));
  const moveTo = (to: number) => {
    const others = steps.filter((one) => one.key !== step.key);
    set([...others.slice(0, to), step, ...others.slice(to)]);
  };
  const kept = keptConditions(step);
  return (
    <li>
      <div role="group" aria-label={words.stepNumber(number)} className="form-step">
        <label className="field">
          <span>{words.event}</span>
          <input
            list="seen-events"
            value={step.event}
            onChange={({ target }) => change({ event: target.value })}
          />
        </label>
        <label className="field">
          <span>{words.path}</span>
          <input
            list="seen-paths"
            value={step.path}
            onChange={({ target }) => change({ path: target.value })}
          />
        </label>
        <label className="field">
          <span>{words.stepName}</span>
          <input
            value={step.name}
            maxLength={200}
            placeholder={step.event !== '' ? step.event : step.path}
            onChange={({ target }) => change({ name: target.value })}
          />
        </label>
        <div className="step-buttons">
          <button
            type="button"
            aria-label={words.moveUp(number)}
            disabled={at === 0}
            onClick={() => moveTo(at - 1)}
          >
            ↑
          </button>
          <button
            type="button"
            aria-label={words.moveDown(number)}
            disabled={at === steps.length - 1}
            onClick={() => moveTo(at + 1)}
          >
            ↓
          </button>
          <button
            type="button"
            aria-label={words.removeStep(number)}
            disabled={steps.length <= STEPS_MIN}
            onClick={() => set(steps.filter((one) => one.key !== step.key))}
          >
            ×
          </button>
        </div>
      </div>
      {kept > 0 && <p className="hint">{words.kept(String(kept), kept === 1)}</p>}
    </li>
  );
}

function Remove({ site, id, name }: { site: string; id: string; name: string }) {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteFunnel(site);
  if (!asking) {
    return (
      <button type="button" className="quiet" onClick={() => setAsking(true)}>
        {words.remove}
      </button>
    );
  }
  return (
    <span role="group" aria-label={words.remove} className="remove">
      {words.removeSure(name)}{' '}
      <button
        type="button"
        disabled={remove.isPending}
        onClick={() =>
          remove.mutate(id, { onSuccess: () => go({ funnel: undefined, ask: undefined, editing: false }) })
        }
      >
        {words.removeYes}
      </button>
      <button type="button" className="quiet" onClick={() => setAsking(false)}>
        {words.removeNo}
      </button>
      {remove.error !== null && <ProblemNote problem={remove.error} />}
    </span>
  );
}
