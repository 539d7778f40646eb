import { useState } from 'react';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import { isRange, type DayRange } from '../time/range';
import { addDays, daysBetween } from '../time/zone';
import { messages } from '../words/messages';

const words = messages.compare;

/** What the range is compared with: nothing, the days right before, or chosen days. */
export function ComparePicker({ view, range }: { view: View; range: DayRange }) {
  const { compare } = view;
  const chosen = compare === undefined || compare === 'previous' ? undefined : compare;
  const [choosing, setChoosing] = useState(chosen !== undefined);
  const value = choosing ? 'days' : (compare ?? 'nothing');
  return (
    <div className="compare">
      <label className="inline-field">
        <span>{words.label}</span>
        <select
          value={typeof value === 'string' ? value : 'days'}
          onChange={({ target }) => {
            setChoosing(target.value === 'days');
            if (target.value === 'nothing') go({ compare: undefined });
            if (target.value === 'previous') go({ compare: 'previous' });
          }}
        >
          <option value="nothing">{words.nothing}</option>
          <option value="previous">{words.previous}</option>
          <option value="days">{words.days}</option>
        </select>
      </label>
      {choosing && <Days key={JSON.stringify(chosen)} chosen={chosen ?? before(range)} />}
    </div>
  );
}

function Days({ chosen }: { chosen: DayRange }) {
  const [from, setFrom] = useState(chosen.from);
  const [last, setLast] = useState(addDays(chosen.to, -1));
  const [invalid, setInvalid] = useState(false);
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault();
        const to = last === '' ? '' : addDays(last, 1);
        const fits = isRange(from, to);
        setInvalid(!fits);
        if (fits) go({ compare: { from, to } });
      }}
    >
      <label className="inline-field">
        <span>{words.from}</span>
        <input
          type="date"
          required
          min="2000-01-01"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </label>
      <label className="inline-field">
        <span>{words.to}</span>
        <input
          type="date"
          required
          min="2000-01-01"
          value={last}
          onChange={({ target }) => setLast(target.value)}
        />
      </label>
      <button type="submit">{words.apply}</button>
      {invalid && (
        <p role="alert" className="faults">
          {messages.range.invalid}
        </p>
      )}
    </form>
  );
}

/** As many days, right before. */
function before({ from, to }: DayRange): DayRange {
  return { from: addDays(from, -daysBetween(from, to)), to: from };
}
