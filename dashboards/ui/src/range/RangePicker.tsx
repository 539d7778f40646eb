import { useState } from 'react';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { Site } from '../api/types';
import { PRESETS, isRange, type DayRange } from '../time/range';
import { addDays } from '../time/zone';
import { dayRange } from '../words/format';
import { messages } from '../words/messages';
import { useDays } from './use-days';

/** Which days: a preset at one press, or two dates. People choose the last day; the address holds the day after. */
export function RangePicker({ view, site }: { view: View; site: Site }) {
  const range = useDays(site, view.range);
  const preset = 'preset' in view.range ? view.range.preset : undefined;
  const [open, setOpen] = useState(false);
  return (
    <div className="range">
      <div role="group" aria-label={messages.range.presets} className="segments">
        {PRESETS.map((word) => (
          <button
            key={word}
            type="button"
            aria-pressed={preset === word}
            onClick={() => {
              setOpen(false);
              go({ range: { preset: word }, interval: undefined });
            }}
          >
            {messages.presets[word]}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={preset === undefined}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          title={messages.site.zone(site.time_zone)}
        >
          {range === undefined ? messages.range.custom : dayRange(range.from, addDays(range.to, -1))}
        </button>
      </div>
      {open && range !== undefined && (
        <CustomRange key={`${range.from} ${range.to}`} range={range} done={() => setOpen(false)} />
      )}
    </div>
  );
}

function CustomRange({ range, done }: { range: DayRange; done: () => void }) {
  const [from, setFrom] = useState(range.from);
  const [last, setLast] = useState(addDays(range.to, -1));
  const [invalid, setInvalid] = useState(false);
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault();
        const to = last === '' ? '' : addDays(last, 1);
        if (!isRange(from, to)) {
          setInvalid(true);
          return;
        }
        go({ range: { from, to }, interval: undefined });
        done();
      }}
    >
      <label className="field">
        <span>{messages.range.from}</span>
        <input
          type="date"
          required
          min="2000-01-01"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </label>
      <label className="field">
        <span>{messages.range.to}</span>
        <input
          type="date"
          required
          min="2000-01-01"
          value={last}
          onChange={({ target }) => setLast(target.value)}
        />
      </label>
      <button type="submit" className="primary">
        {messages.range.apply}
      </button>
      {invalid && (
        <p role="alert" className="note note-problem">
          {messages.range.invalid}
        </p>
      )}
    </form>
  );
}
