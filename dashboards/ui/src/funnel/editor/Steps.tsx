import { useEffect, useRef, useState } from 'react';
import type { ReportStep } from '../../api/types';
import { FaultTexts } from '../../field/faults';
import { Field } from '../../field/Field';
import { count, percent } from '../../words/format';
import { messages } from '../../words/messages';
import { STEPS_MAX, STEPS_MIN, emptyStep, labelOf, moved, type FormState, type FormStep } from '../form';
import { Matchers } from './Matchers';

const words = messages.form;

/** What the report would say of a step, by the step's key; while it is asked again, what it said before. */
export interface LiveCounts {
  byKey: ReadonlyMap<number, ReportStep>;
  stale: boolean;
}

/** The steps in their order, each with how many come to it. */
export function Steps({
  form,
  counts,
  set,
}: {
  form: FormState;
  counts: LiveCounts;
  set: (steps: FormStep[]) => void;
}) {
  const { steps } = form;
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const [refocus, setRefocus] = useState<{ key: number; direction: 'up' | 'down' }>();

  // A button that moved with its step keeps the focus, or its neighbour gets it where it can be pressed no more.
  useEffect(() => {
    if (refocus === undefined) return;
    const row = list.current?.querySelector(`[data-step="${refocus.key}"]`);
    const wanted = row?.querySelector<HTMLButtonElement>(`[data-move="${refocus.direction}"]`);
    const other = row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)');
    (wanted?.disabled === false ? wanted : other)?.focus();
  }, [refocus]);

  const move = (from: number, to: number, how: 'buttons' | 'keys') => {
    const step = steps[from];
    if (step === undefined || to < 0 || to >= steps.length) return;
    set(moved(steps, from, to));
    setSaid(words.moved(labelOf(step), String(to + 1), String(steps.length)));
    if (how === 'buttons') setRefocus({ key: step.key, direction: to < from ? 'up' : 'down' });
  };
  return (
    <fieldset>
      <legend>{words.steps}</legend>
      <p className="hint">
        {words.pathHint} {words.moveHint}
      </p>
      <FaultTexts id="faults-steps" pointer="/steps" />
      <ol className="form-steps" ref={list}>
        {steps.map((step, at) => (
          <li
            key={step.key}
            data-step={step.key}
            onKeyDown={(event) => {
              if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
              event.preventDefault();
              move(at, event.key === 'ArrowUp' ? at - 1 : at + 1, 'keys');
            }}
          >
            <StepFields
              step={step}
              at={at}
              form={form}
              found={counts.byKey.get(step.key)}
              stale={counts.stale}
              change={(part) => set(steps.with(at, { ...step, ...part }))}
              move={(to) => move(at, to, 'buttons')}
              remove={() => set(steps.filter((_, other) => other !== at))}
            />
          </li>
        ))}
      </ol>
      {steps.length < STEPS_MAX && (
        <button type="button" onClick={() => set([...steps, emptyStep()])}>
          {words.addStep}
        </button>
      )}
      <p className="unseen" role="status">
        {said}
      </p>
    </fieldset>
  );
}

function StepFields({
  step,
  at,
  form: { steps, order },
  found,
  stale,
  change,
  move,
  remove,
}: {
  step: FormStep;
  at: number;
  form: FormState;
  found: ReportStep | undefined;
  stale: boolean;
  change: (part: Partial<FormStep>) => void;
  move: (to: number) => void;
  remove: () => void;
}) {
  const number = String(at + 1);
  const pointer = `/steps/${at}`;
  const between = at > 0 && at < steps.length - 1;
  return (
    <div role="group" aria-label={words.stepNumber(number)} className="form-step">
      <Matchers matchers={step.matchers} pointer={pointer} set={(matchers) => change({ matchers })} />
      <div className="step-side">
        <Field label={words.stepName} pointer={`${pointer}/name`}>
          {(field) => (
            <input
              {...field}
              value={step.name}
              maxLength={200}
              placeholder={labelOf({ ...step, name: '' })}
              onChange={({ target }) => change({ name: target.value })}
            />
          )}
        </Field>
        <p className={stale ? 'live-count stale' : 'live-count'} data-figure={`live.${number}`}>
          {found !== undefined && (
            <>
              <strong>{count(found.entered)}</strong>{' '}
              <small>
                {at === 0 ? messages.form.enter : messages.form.ofFirst(percent(found.rate_first))}
              </small>
            </>
          )}
        </p>
        <div className="step-buttons">
          <button
            type="button"
            data-move="up"
            aria-label={words.moveUp(number)}
            disabled={at === 0}
            onClick={() => move(at - 1)}
          >
            ↑
          </button>
          <button
            type="button"
            data-move="down"
            aria-label={words.moveDown(number)}
            disabled={at === steps.length - 1}
            onClick={() => move(at + 1)}
          >
            ↓
          </button>
          <button
            type="button"
            aria-label={words.removeStep(number)}
            disabled={steps.length <= STEPS_MIN}
            onClick={remove}
          >
            ×
          </button>
        </div>
      </div>
      {between && order === 'ordered' && (
        <label className="check">
          <input
            type="checkbox"
            checked={step.optional}
            onChange={({ target }) => change({ optional: target.checked })}
          />{' '}
          {words.optional}
        </label>
      )}
      <FaultTexts id={`faults${pointer}`} pointer={pointer} />
    </div>
  );
}
