import { useState } from 'react';
import { Field } from '../field/Field';
import { SeenInput } from '../seen/SeenInput';
import { messages } from '../words/messages';
import { ITEM, OF_ENTRY, OF_SESSION, PROPERTY } from './by';

const words = messages.by;

/**
 * Picks what people are told apart by: a dimension, something of the session, or by its name a property or a field of
 * items.
 *
 * @param by what is picked; undefined for nothing
 * @param none what nothing is called, where it can be picked
 */
export function ByPicker({
  by,
  label,
  none,
  pointer = '/by',
  change,
}: {
  by: string | undefined;
  label: string;
  none?: string;
  pointer?: string;
  change: (by: string | undefined) => void;
}) {
  const isNamed = by?.startsWith(PROPERTY) === true || by?.startsWith(ITEM) === true;
  const [naming, setNaming] = useState(isNamed);
  const [name, setName] = useState(isNamed ? by.replace(PROPERTY, '') : '');
  const take = (text: string) => {
    const typed = text.trim();
    if (typed !== '') change(typed.startsWith(ITEM) ? typed : PROPERTY + typed);
  };
  return (
    <>
      <Field label={label} pointer={pointer}>
        {(field) => (
          <select
            {...field}
            value={naming ? PROPERTY : (by ?? '')}
            onChange={({ target: { value } }) => {
              setNaming(value === PROPERTY);
              if (value !== PROPERTY) change(value === '' ? undefined : value);
            }}
          >
            {none !== undefined && <option value="">{none}</option>}
            <optgroup label={words.ofEvent}>
              {Object.entries(messages.dimensions).map(([word, text]) => (
                <option key={word} value={word}>
                  {text}
                </option>
              ))}
              <option value={PROPERTY}>{words.named}</option>
            </optgroup>
            <optgroup label={words.ofVisit}>
              {OF_ENTRY.map((word) => (
                <option key={word} value={word}>
                  {words.words[word]}
                </option>
              ))}
            </optgroup>
            <optgroup label={words.ofSession}>
              {OF_SESSION.map((word) => (
                <option key={word} value={word}>
                  {words.words[word]}
                </option>
              ))}
            </optgroup>
          </select>
        )}
      </Field>
      {naming && (
        <Field label={words.name} pointer={`${pointer}/name`}>
          {(field) => (
            <SeenInput
              {...field}
              kind="property"
              value={name}
              change={setName}
              onBlurred={() => take(name)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault();
                  take(name);
                }
              }}
            />
          )}
        </Field>
      )}
    </>
  );
}
