import { useState } from 'react';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import { DaysForm } from '../range/DaysForm';
import type { DayRange } from '../time/range';
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
      {choosing && (
        <DaysForm
          key={JSON.stringify(chosen)}
          days={chosen ?? before(range)}
          words={words}
          choose={(days) => go({ compare: days })}
        />
      )}
    </div>
  );
}

/** As many days, right before. */
function before({ from, to }: DayRange): DayRange {
  return { from: addDays(from, -daysBetween(from, to)), to: from };
}
