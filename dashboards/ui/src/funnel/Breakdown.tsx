import { Link } from '../address/Link';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { BreakdownRow, FunnelReport } from '../api/types';
import { ShareBar } from '../chart/Bars';
import { ByPicker } from '../filter/ByPicker';
import { narrowed, valueText } from '../filter/by';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { breakdownSentence, largestLoss } from '../words/sentences';

/** For whom the path breaks: the report by one dimension. A value leads to the report of those alone. */
export function Breakdown({ report, view }: { report: FunnelReport; view: View }) {
  const words = messages.breakdown;
  const { breakdown: rows, breakdown_by: shownBy, breakdown_scope: scope } = report;
  const by = view.breakdown;
  return (
    <section className="panel breakdown-panel" aria-labelledby="breakdown-title">
      <h2 id="breakdown-title">{words.title}</h2>
      <div className="choice">
        <ByPicker
          key={by}
          by={by}
          label={words.by}
          none={words.none}
          change={(picked) => go({ breakdown: picked })}
        />
      </div>
      {by === undefined ? (
        <p className="hint">{words.hint}</p>
      ) : (
        rows.length > 0 && (
          <>
            <p className="answer">{breakdownSentence(rows)}</p>
            <Values rows={rows} by={shownBy ?? by} view={view} />
            <p className="hint">
              {words.scopes[scope ?? 'entry']} {words.narrow}
            </p>
          </>
        )
      )}
    </section>
  );
}

function Values({ rows, by, view }: { rows: readonly BreakdownRow[]; by: string; view: View }) {
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
                  <Narrowing row={row} rows={rows} by={by} view={view} />
                </th>
                <td data-figure={figure('entered')}>{count(row.steps[0]?.entered ?? 0)}</td>
                <td data-figure={figure('converted')}>{count(last.entered)}</td>
                <td className="rate">
                  <span className="rate-figures">
                    <span data-figure={figure('rate')}>{percent(last.rate_first)}</span>
                    <small>{interval(last.interval_first)}</small>
                  </span>
                  <ShareBar share={last.rate_first} bounds={last.interval_first} scale={scale} />
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

/** The name of a row, as a link to the figures of those alone. */
function Narrowing({
  row,
  rows,
  by,
  view,
}: {
  row: BreakdownRow;
  rows: readonly BreakdownRow[];
  by: string;
  view: View;
}) {
  const name = row.other ? messages.breakdown.other : valueText(by, row.value);
  const filter = narrowed(view.filter, by, row, rows);
  if (filter === undefined) return name;
  return (
    <Link to={{ filter, breakdown: undefined }} label={messages.filter.narrow(name)}>
      {name}
    </Link>
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
