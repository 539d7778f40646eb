import { Field } from '../../field/Field';
import { OPS, arityOf, isNumeric } from '../../filter/condition';
import { SeenInput } from '../../seen/SeenInput';
import { valuesOfProperty } from '../../seen/names';
import { messages } from '../../words/messages';
import type { FormPredicate } from '../form';

const words = messages.form;

/** A condition on a property, a field of an item or a dimension. */
export function PredicateFields({
  predicate,
  pointer,
  name,
  change,
  remove,
}: {
  predicate: FormPredicate;
  pointer: string;
  name: string;
  change: (part: Partial<FormPredicate>) => void;
  remove: () => void;
}) {
  const { property, op } = predicate;
  return (
    <div role="group" aria-label={name} className="predicate">
      <Field label={words.property} hidden pointer={`${pointer}/property`}>
        {(field) => (
          <SeenInput
            {...field}
            kind="property"
            placeholder={words.propertyPlaceholder}
            value={property}
            maxLength={1_000}
            change={(text) => change({ property: text })}
          />
        )}
      </Field>
      <Field label={words.operator} hidden pointer={`${pointer}/op`}>
        {(field) => (
          <select
            {...field}
            value={op}
            onChange={({ target }) => change({ op: OPS.find((one) => one === target.value) ?? 'eq' })}
          >
            {OPS.map((word) => (
              <option key={word} value={word}>
                {messages.ops[word]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {arityOf(op) !== 'none' && (
        <ValueFields
          pointer={`${pointer}/value`}
          of={valuesOfProperty(property)}
          many={arityOf(op) === 'many'}
          numeric={isNumeric(op)}
          values={predicate.values}
          change={(values) => change({ values })}
        />
      )}
      <button
        type="button"
        className="icon"
        aria-label={words.removeOf(name)}
        title={words.removeOf(name)}
        onClick={remove}
      >
        ×
      </button>
    </div>
  );
}

/**
 * One value, or as many as wanted: a further field appears when the last one is filled.
 *
 * @param of what the values are of, for suggestions
 */
export function ValueFields({
  pointer,
  of,
  many,
  numeric,
  values,
  change,
}: {
  pointer: string;
  of: string;
  many: boolean;
  numeric: boolean;
  values: readonly string[];
  change: (values: string[]) => void;
}) {
  const filled = many ? values.filter((value, at) => value !== '' || at < values.length - 1) : values;
  const shown = many ? [...filled, ''] : [filled[0] ?? ''];
  return (
    <div className="values">
      {shown.map((value, at) => (
        <Field
          // Fields are told apart by their place alone: what is typed stays where it is.
          key={at}
          label={many ? words.valueNumber(String(at + 1)) : words.value}
          hidden
          pointer={at === 0 ? pointer : `${pointer}/${at}`}
        >
          {(field) => (
            <SeenInput
              {...field}
              kind="value"
              of={of}
              inputMode={numeric ? 'decimal' : 'text'}
              placeholder={at > 0 ? words.orValue : words.value}
              value={value}
              change={(text) => change(many ? shown.with(at, text).filter((one) => one !== '') : [text])}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
