import { useId, useState } from 'react';
import { nameOf, type Funnel } from '../api/types';
import { SeenInput } from '../seen/SeenInput';
import { messages } from '../words/messages';
import { readPoint, writePoint } from './point';

const KINDS = ['page', 'event', 'step'] as const;
type Kind = (typeof KINDS)[number];

/** Chooses one end of a path out of what really occurs: anything, a page, an event, or a step of a funnel. */
export function PointPicker({
  label,
  none,
  point,
  funnels,
  change,
}: {
  label: string;
  /** What it is called that nothing is chosen. */
  none: string;
  point: string | undefined;
  funnels: readonly Funnel[];
  change: (point: string | undefined) => void;
}) {
  const words = messages.paths;
  const id = useId();
  const chosen = readPoint(point);
  const [kind, setKind] = useState<Kind | ''>(chosen?.kind ?? '');
  const [value, setValue] = useState(chosen === undefined || chosen.kind === 'step' ? '' : chosen.value);
  return (
    <form
      className="point"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '' && (kind === 'page' || kind === 'event'))
          change(writePoint({ kind, value: value.trim() }));
      }}
    >
      <label className="inline-field">
        <span>{label}</span>
        <select
          value={kind}
          onChange={({ target }) => {
            const next = KINDS.find((one) => one === target.value) ?? '';
            setKind(next);
            setValue('');
            if (next === '') change(undefined);
          }}
        >
          <option value="">{none}</option>
          {KINDS.map((one) => (
            <option key={one} value={one} disabled={one === 'step' && funnels.length === 0}>
              {words.points[one]}
            </option>
          ))}
        </select>
      </label>
      {(kind === 'page' || kind === 'event') && (
        <>
          <label htmlFor={id} className="unseen">
            {words.pointValue(label, words.points[kind])}
          </label>
          <SeenInput
            id={id}
            kind={kind}
            required
            placeholder={kind === 'page' ? '/p/*' : 'add_to_cart'}
            value={value}
            change={setValue}
          />
          <button type="submit">{words.show}</button>
        </>
      )}
      {kind === 'step' && (
        <select
          aria-label={words.pointValue(label, words.points.step)}
          value={chosen?.kind === 'step' ? writePoint(chosen) : ''}
          onChange={({ target }) => change(target.value)}
        >
          <option value="" disabled>
            {words.chooseStep}
          </option>
          {funnels.map((funnel) => (
            <optgroup key={funnel.id} label={nameOf(funnel.definition)}>
              {funnel.definition.steps.map((step, at) => (
                <option key={at} value={writePoint({ kind: 'step', funnel: funnel.id, step: at + 1 })}>
                  {at + 1} {step.name ?? step.match[0]?.event ?? step.match[0]?.path ?? ''}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </form>
  );
}
