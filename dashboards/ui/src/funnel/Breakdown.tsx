import { useState } from 'react';
import { go } from '../address/use-view';
import type { BreakdownRow } from '../api/types';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { breakdownSentence, largestLoss, valueName } from '../words/sentences';

const PROPERTY = 'prop:';

/** For whom the path breaks: the report by one dimension. */
export function Breakdown({ rows, by }: { rows: readonly BreakdownRow[]; by: string | undefined }) {
  return (
    <section className="panel breakdown-panel" aria-labelledby="breakdown-title">
      <h2 id="breakdown-title">{messages.breakdown.title}</h2>
      <Choice key={by} by={by} />
      {by === undefined ? (
        <p className="hint">{messages.breakdown.hint}</p>
      ) : (
        rows.length > 0 && (
          <>
            <p className="answer">{breakdownSentence(rows)}</p>
            <Values rows={rows} />
            <p className="hint">{messages.breakdown.taken}</p>
          </>
        )
      )}
    </section>
  );
}

function Choice({ by }: { by: string | undefined }) {
  const isProperty = by?.startsWith(PROPERTY) === true;
  const [naming, setNaming] = useState(isProperty);
  const [name, setName] = useState(isProperty ? by.slice(PROPERTY.length) : '');
  return (
    <form
      className="choice"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '') go({ breakdown: PROPERTY + name });
      }}
    >
      <label className="inline-field">
        <span>{messages.breakdown.by}</span>
        <select
          value={naming ? PROPERTY : (by ?? '')}
          onChange={({ target: { value } }) => {
            setNaming(value === PROPERTY);
            if (value !== PROPERTY) go({ breakdown: value === '' ? undefined : value });
          }}
        >
          <option value="">{messages.breakdown.none}</option>
          {Object.entries(messages.dimensions).map(([word, label]) => (
            <option key={word} value={word}>
              {label}
            </option>
          ))}
          <option value={PROPERTY}>{messages.breakdown.property}</option>
        </select>
      </label>
      {naming && (
        <>
          <label className="inline-field">
            <span>{messages.breakdown.propertyName}</span>
            <input required value={name} onChange={({ target }) => setName(target.value)} />
          </label>
          <button type="submit">{messages.breakdown.apply}</button>
        </>
      )}
    </form>
  );
}

function Values({ rows }: { rows: readonly BreakdownRow[] }) {
  const words = messages.breakdown;
  const scale = scaleOf(rows);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={words.table}>
      <table className="breakdown">
        <thead>
          <tr>
            <th scope="col">{words.value}</th>
            <th scope="col">{words.entered}</th>
            <th scope="col">{words.converted}</th>
            <th scope="col" className="rate">
              {words.rate}
            </th>
            <th scope="col" className="text">
              {words.largestLoss}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const last = row.steps.at(-1);
            const figure = (name: string) => `breakdown.${row.other ? '(other)' : row.value}.${name}`;
            if (last === undefined) return null;
            return (
              <tr key={row.other ? '(other)' : `=${row.value}`}>
                <th scope="row" className={row.other || row.value === '' ? 'unnamed' : undefined}>
                  {valueName(row)}
                </th>
                <td data-figure={figure('entered')}>{count(row.steps[0]?.entered ?? 0)}</td>
                <td data-figure={figure('converted')}>{count(last.entered)}</td>
                <td className="rate">
                  <span className="rate-figures">
                    <span data-figure={figure('rate')}>{percent(last.rate_first)}</span>
                    <small>{interval(last.interval_first)}</small>
                  </span>
                  <RateBar rate={last.rate_first} bounds={last.interval_first} scale={scale} />
                </td>
                <td className="text">{largestLoss(row.steps)?.name ?? messages.report.nothing}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A bar with its whisker. The figures stand beside it, so it says nothing to those who do not see it. */
function RateBar({ rate, bounds, scale }: { rate: number; bounds: readonly number[]; scale: number }) {
  const at = (share: number) => `${Math.min(100, (share / scale) * 100)}%`;
  const [low = 0, high = 1] = bounds;
  return (
    <svg className="rate-bar" height="14" aria-hidden="true">
      <rect className="rate-value" x="0" y="2" height="10" width={at(rate)} />
      <line className="halo" x1={at(low)} x2={at(high)} y1="7" y2="7" />
      <line x1={at(low)} x2={at(high)} y1="7" y2="7" />
      <line x1={at(low)} x2={at(low)} y1="3" y2="11" />
      {high <= scale && <line x1={at(high)} x2={at(high)} y1="3" y2="11" />}
    </svg>
  );
}

/** The longest bar or whisker worth seeing whole: those of a handful of subjects reach far and say little. */
function scaleOf(rows: readonly BreakdownRow[]): number {
  const tops = rows.flatMap(({ steps }) => {
    const last = steps.at(-1);
    if (last === undefined) return [];
    return [last.rate_first, (steps[0]?.entered ?? 0) >= 30 ? (last.interval_first[1] ?? 0) : 0];
  });
  return Math.min(1, Math.max(0.001, ...tops) * 1.05);
}
