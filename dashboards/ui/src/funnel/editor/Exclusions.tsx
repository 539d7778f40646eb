import { FaultTexts } from '../../field/faults';
import { Field } from '../../field/Field';
import { messages } from '../../words/messages';
import {
  EXCLUSIONS_MAX,
  emptyExclusion,
  labelOf,
  requiredSteps,
  type FormExclusion,
  type FormState,
} from '../form';
import { Matchers } from './Matchers';

const words = messages.form;

/** What must not happen on the way, each between two steps. */
export function Exclusions({ form, set }: { form: FormState; set: (exclusions: FormExclusion[]) => void }) {
  const { exclusions, order } = form;
  if (order !== 'ordered') {
    return exclusions.length === 0 ? null : <p className="hint">{words.noExclusions}</p>;
  }
  return (
    <fieldset>
      <legend>{words.exclusions}</legend>
      {exclusions.length > 0 && <p className="hint">{words.exclusionsHint}</p>}
      <FaultTexts id="faults-exclude" pointer="/exclude" />
      {exclusions.length > 0 && (
        <ul className="form-exclusions">
          {exclusions.map((exclusion, at) => (
            <li key={exclusion.key}>
              <ExclusionFields
                exclusion={exclusion}
                at={at}
                form={form}
                change={(part) => set(exclusions.with(at, { ...exclusion, ...part }))}
                remove={() => set(exclusions.filter((_, other) => other !== at))}
              />
            </li>
          ))}
        </ul>
      )}
      {exclusions.length < EXCLUSIONS_MAX && (
        <button type="button" onClick={() => set([...exclusions, emptyExclusion(form.steps)])}>
          {words.addExclusion}
        </button>
      )}
    </fieldset>
  );
}

function ExclusionFields({
  exclusion,
  at,
  form,
  change,
  remove,
}: {
  exclusion: FormExclusion;
  at: number;
  form: FormState;
  change: (part: Partial<FormExclusion>) => void;
  remove: () => void;
}) {
  const name = words.exclusionNumber(String(at + 1));
  const pointer = `/exclude/${at}`;
  return (
    <div role="group" aria-label={name} className="form-step">
      <Matchers matchers={exclusion.matchers} pointer={pointer} set={(matchers) => change({ matchers })} />
      <div className="step-side">
        {(['from', 'to'] as const).map((end) => (
          <Field
            key={end}
            label={end === 'from' ? words.afterStep : words.beforeStep}
            pointer={`${pointer}/${end}`}
          >
            {(field) => (
              <select
                {...field}
                value={exclusion[end] ?? ''}
                onChange={({ target }) =>
                  change({ [end]: target.value === '' ? undefined : Number(target.value) })
                }
              >
                <StepOptions form={form} chosen={exclusion[end]} />
              </select>
            )}
          </Field>
        ))}
        <div className="step-buttons">
          <button
            type="button"
            aria-label={words.removeOf(name)}
            title={words.removeOf(name)}
            onClick={remove}
          >
            ×
          </button>
        </div>
      </div>
      <FaultTexts id={`faults${pointer}`} pointer={pointer} />
    </div>
  );
}

function StepOptions({ form, chosen }: { form: FormState; chosen: number | undefined }) {
  const steps = requiredSteps(form);
  const isThere = steps.some(({ step }) => step.key === chosen);
  return (
    <>
      {!isThere && <option value={chosen ?? ''}>{words.pickStep}</option>}
      {steps.map(({ step, number }) => (
        <option key={step.key} value={step.key}>
          {number} {labelOf(step)}
        </option>
      ))}
    </>
  );
}
