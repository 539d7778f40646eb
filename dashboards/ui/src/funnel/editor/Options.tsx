import { Field } from '../../field/Field';
import { SeenInput } from '../../seen/SeenInput';
import { isoDuration } from '../../words/format';
import { messages } from '../../words/messages';
import { ORDERS, isPerStep, windowPlace, type FormState, type HoldChoice, type WindowUnit } from '../form';

const words = messages.form;
const HOLDS = ['none', 'item_id', 'prop'] as const;

/** What is counted, in which order, within which time, and what stays the same. */
export function Options({ form, set }: { form: FormState; set: (change: Partial<FormState>) => void }) {
  return (
    <div className="fields">
      <Field label={words.count} pointer="/subject">
        {(field) => (
          <select
            {...field}
            value={form.subject}
            onChange={({ target }) => set({ subject: target.value === 'visitor' ? 'visitor' : 'session' })}
          >
            <option value="session">{messages.subject('session', 2)}</option>
            <option value="visitor">{messages.subject('visitor', 2)}</option>
          </select>
        )}
      </Field>
      <Field label={words.order} pointer="/order">
        {(field) => (
          <select
            {...field}
            value={form.order}
            onChange={({ target }) => set({ order: ORDERS.find((one) => one === target.value) ?? 'ordered' })}
          >
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {words.orders[order]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <WindowFields form={form} set={set} />
      {form.order !== 'any' && <HoldFields form={form} set={set} />}
    </div>
  );
}

function WindowFields({ form, set }: { form: FormState; set: (change: Partial<FormState>) => void }) {
  const { window } = form;
  const kept = 'kept' in window ? window.kept : undefined;
  const value = 'kept' in window ? '' : window.value;
  const unit = 'kept' in window ? 'kept' : window.unit;
  return (
    <>
      <Field label={words.window} pointer={windowPlace(form)} className="window">
        {(field) => (
          <span className="together">
            <input
              {...field}
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
                if (target.value !== 'kept')
                  set({ window: { value: value === '' ? '1' : value, unit: target.value as WindowUnit } });
              }}
            >
              {kept !== undefined && <option value="kept">{words.keep(isoDuration(kept))}</option>}
              <option value="M">{words.minutes}</option>
              <option value="H">{words.hours}</option>
              <option value="D">{words.days}</option>
            </select>
            <select
              aria-label={words.windowScope}
              value={isPerStep(form) ? 'step' : 'whole'}
              disabled={form.order === 'any'}
              onChange={({ target }) => set({ perStep: target.value === 'step' })}
            >
              <option value="whole">{words.windowWhole}</option>
              <option value="step">{words.windowStep}</option>
            </select>
          </span>
        )}
      </Field>
    </>
  );
}

function HoldFields({ form, set }: { form: FormState; set: (change: Partial<FormState>) => void }) {
  const { hold, unit } = form;
  const change = (part: Partial<HoldChoice>) => set({ hold: { ...hold, ...part } });
  return (
    <>
      <Field label={words.hold} pointer={hold.kind === 'prop' ? '/hold/kind' : '/hold'}>
        {(field) => (
          <select
            {...field}
            value={hold.kind}
            onChange={({ target }) => {
              const kind = HOLDS.find((one) => one === target.value) ?? 'none';
              set({ hold: { ...hold, kind }, ...(kind === 'none' ? { unit: 'subject' as const } : {}) });
            }}
          >
            {HOLDS.map((kind) => (
              <option key={kind} value={kind}>
                {words.holds[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {hold.kind === 'prop' && (
        <Field label={words.holdName} pointer="/hold">
          {(field) => (
            <SeenInput
              {...field}
              kind="property"
              value={hold.name}
              change={(name) => change({ name: name.replace(/^prop:/, '') })}
            />
          )}
        </Field>
      )}
      {hold.kind !== 'none' && (
        <Field label={words.unit} pointer="/unit">
          {(field) => (
            <select
              {...field}
              value={unit}
              onChange={({ target }) => set({ unit: target.value === 'item' ? 'item' : 'subject' })}
            >
              <option value="subject">{words.unitSubject(messages.subject(form.subject, 1))}</option>
              <option value="item">{words.unitItem(messages.subject(form.subject, 1))}</option>
            </select>
          )}
        </Field>
      )}
    </>
  );
}
