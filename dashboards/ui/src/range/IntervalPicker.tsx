import { go } from '../address/use-view';
import { intervalsFor, type DayRange, type Interval } from '../time/range';
import { messages } from '../words/messages';

/** How long the buckets of a course are. */
export function IntervalPicker({ range, length }: { range: DayRange; length: Interval }) {
  return (
    <div role="group" aria-label={messages.series.interval} className="segments small">
      {intervalsFor(range).map((word) => (
        <button
          key={word}
          type="button"
          aria-pressed={word === length}
          onClick={() => go({ interval: word })}
        >
          {messages.intervals[word]}
        </button>
      ))}
    </div>
  );
}
