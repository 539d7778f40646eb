import { useId, useState, type InputHTMLAttributes } from 'react';
import { shortCount } from '../words/format';
import { messages } from '../words/messages';
import { useSeen, type SeenKind } from './use-seen';

/**
 * A text field that suggests what really occurs, with how often; anything else may be typed too.
 *
 * @param of with kind `value`, what the values are of
 */
export function SeenInput({
  kind,
  of,
  value,
  change,
  onBlurred,
  ...rest
}: {
  kind: SeenKind;
  of?: string | undefined;
  value: string;
  change: (value: string) => void;
  /** When the field is left. */
  onBlurred?: () => void;
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'onBlur' | 'list'>) {
  const id = useId();
  const [focused, setFocused] = useState(false);
  const seen = useSeen(kind, of, value, focused);
  return (
    <>
      <input
        {...rest}
        list={focused ? id : undefined}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          onBlurred?.();
        }}
        onChange={({ target }) => change(target.value)}
      />
      {focused && (
        <datalist id={id}>
          {seen?.rows.map((row) => (
            <option key={row.value} value={row.value} label={messages.seen.times(shortCount(row.events))} />
          ))}
        </datalist>
      )}
    </>
  );
}
