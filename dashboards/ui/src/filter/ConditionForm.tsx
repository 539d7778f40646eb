import { useState } from 'react';
import { Field } from '../field/Field';
import { SeenInput } from '../seen/SeenInput';
import { messages } from '../words/messages';
import { ByPicker } from './ByPicker';
import { PROPERTY, valueText, valuesOf } from './by';
import { OPS, arityOf, isNumeric, type Condition, type Op } from './condition';

const words = messages.filter;

/** Adds a condition: what, how and which value. */
export function ConditionForm({ add, cancel }: { add: (condition: Condition) => void; cancel: () => void }) {
  const [by, setBy] = useState('device');
  const [op, setOp] = useState<Op>('eq');
  const [values, setValues] = useState<readonly string[]>(['']);
  const [missing, setMissing] = useState(false);
  const arity = arityOf(op);
  const known = valuesOf(by);

  const submit = () => {
    const condition = conditionOf(by, op, values);
    if (condition === undefined) setMissing(true);
    else add(condition);
  };
  return (
    <form
      className="condition-form"
      aria-label={words.add}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ByPicker
        by={by}
        label={words.what}
        change={(picked) => {
          if (picked === undefined || picked === by) return;
          setBy(picked);
          setValues([valuesOf(picked)?.[0] ?? '']);
        }}
      />
      <Field label={words.how} pointer="/op">
        {(field) => (
          <select
            {...field}
            value={op}
            onChange={({ target }) => setOp(OPS.find((one) => one === target.value) ?? 'eq')}
          >
            {OPS.map((word) => (
              <option key={word} value={word}>
                {messages.ops[word]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {arity === 'one' && known !== undefined && (
        <Field label={words.value} pointer="/value">
          {(field) => (
            <select {...field} value={values[0] ?? ''} onChange={({ target }) => setValues([target.value])}>
              {known.map((value) => (
                <option key={value} value={value}>
                  {valueText(by, value)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {arity !== 'none' && !(arity === 'one' && known !== undefined) && (
        <Values by={by} many={arity === 'many'} numeric={isNumeric(op)} values={values} change={setValues} />
      )}
      <button type="submit" className="primary">
        {words.apply}
      </button>
      <button type="button" className="quiet" onClick={cancel}>
        {words.cancel}
      </button>
      {missing && (
        <p role="alert" className="faults">
          {isNumeric(op) ? messages.form.needNumber : messages.form.needValue}
        </p>
      )}
    </form>
  );
}

function Values({
  by,
  many,
  numeric,
  values,
  change,
}: {
  by: string;
  many: boolean;
  numeric: boolean;
  values: readonly string[];
  change: (values: string[]) => void;
}) {
  const shown = many ? [...values.filter((value) => value !== ''), ''] : [values[0] ?? ''];
  const isPage = by === 'landing_page';
  return shown.map((value, at) => (
    <Field
      // Fields are told apart by their place alone: what is typed stays where it is.
      key={at}
      label={many ? messages.form.valueNumber(String(at + 1)) : words.value}
      pointer={`/value/${at}`}
    >
      {(field) => (
        <SeenInput
          {...field}
          kind={isPage ? 'page' : 'value'}
          of={isPage ? undefined : by}
          inputMode={numeric ? 'decimal' : 'text'}
          value={value}
          change={(text) => change(many ? shown.with(at, text) : [text])}
        />
      )}
    </Field>
  ));
}

/** The condition that was typed; undefined where something is missing. */
function conditionOf(by: string, op: Op, values: readonly string[]): Condition | undefined {
  if (by === PROPERTY) return undefined;
  const [first = ''] = values;
  switch (arityOf(op)) {
    case 'none':
      return { by, op };
    case 'one': {
      if (!isNumeric(op)) return { by, op, value: first };
      const number = Number(first);
      return first.trim() === '' || !Number.isFinite(number) ? undefined : { by, op, value: number };
    }
    case 'many': {
      const filled = values.filter((value) => value !== '');
      return filled.length === 0 ? undefined : { by, op, value: filled };
    }
  }
}
