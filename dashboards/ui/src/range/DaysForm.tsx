import { useState } from 'react';
import { isRange, type DayRange } from '../time/range';
import { addDays } from '../time/zone';
import { messages } from '../words/messages';

/** Two dates to choose. People choose the last day; what is chosen ends with the day after. */
export function DaysForm({
  days,
  words,
  choose,
}: {
  /** What is chosen so far. */
  days: DayRange;
  words: { from: string; to: string; apply: string };
  choose: (days: DayRange) => void;
}) {
  const [from, setFrom] = useState(days.from);
  const [last, setLast] = useState(addDays(days.to, -1));
  const [invalid, setInvalid] = useState(false);
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault();
        const to = last === '' ? '' : addDays(last, 1);
        const fits = isRange(from, to);
        setInvalid(!fits);
        if (fits) choose({ from, to });
      }}
    >
      <Day label={words.from} day={from} change={setFrom} />
      <Day label={words.to} day={last} change={setLast} />
      <button type="submit">{words.apply}</button>
      {invalid && (
        <p role="alert" className="faults">
          {messages.range.invalid}
        </p>
      )}
    </form>
  );
}

function Day({ label, day, change }: { label: string; day: string; change: (day: string) => void }) {
  return (
    <label className="inline-field">
      <span>{label}</span>
      <input
        type="date"
        required
        min="2000-01-01"
        value={day}
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
}
