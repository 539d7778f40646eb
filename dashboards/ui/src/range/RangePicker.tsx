import { useState } from 'react';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { Site } from '../api/types';
import { PRESETS } from '../time/range';
import { addDays } from '../time/zone';
import { dayRange } from '../words/format';
import { messages } from '../words/messages';
import { DaysForm } from './DaysForm';
import { useDays } from './use-days';

/** Which days: a preset at one press, or two dates. */
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
        <DaysForm
          key={`${range.from} ${range.to}`}
          days={range}
          words={messages.range}
          choose={(days) => {
            setOpen(false);
            go({ range: days, interval: undefined });
          }}
        />
      )}
    </div>
  );
}
