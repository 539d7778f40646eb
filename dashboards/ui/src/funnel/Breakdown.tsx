import { Link } from '../address/Link';
import { go } from '../address/use-view';
import type { SubjectState, View } from '../address/view';
import type { BreakdownRow, FunnelReport, ReportStep } from '../api/types';
import { ShareBar } from '../chart/Bars';
import { ByPicker } from '../filter/ByPicker';
import { narrowed, valueText } from '../filter/by';
import type { Condition } from '../filter/condition';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { breakdownSentence, largestLoss } from '../words/sentences';
import { Table } from '../view/Table';

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
    <Table
      label={words.table}
      className="breakdown"
      columns={[
        words.value,
        words.entered,
        words.converted,
        { name: words.rate, className: 'rate' },
        { name: words.largestLoss, className: 'text' },
      ]}
    >
      {rows.map((row) => {
        const last = row.steps.at(-1);
        const figure = (name: string) => `breakdown.${row.other ? '(other)' : row.value}.${name}`;
        if (last === undefined) return null;
        const filter = narrowed(view.filter, by, row, rows);
        const name = row.other ? words.other : valueText(by, row.value);
        const people = (step: ReportStep | undefined, state: SubjectState) => (
          <People step={step} state={state} of={name} filter={filter} />
        );
        const loss = largestLoss(row.steps);
        return (
          <tr key={row.other ? '(other)' : `=${row.value}`}>
            <th scope="row" className={row.other || row.value === '' ? 'unnamed' : undefined}>
              {filter === undefined || filter === view.filter ? (
                name
              ) : (
                <Link to={{ filter, breakdown: undefined }} label={messages.filter.narrow(name)}>
                  {name}
                </Link>
              )}
            </th>
            <td data-figure={figure('entered')}>{people(row.steps[0], 'entered')}</td>
            <td data-figure={figure('converted')}>{people(last, 'entered')}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={figure('rate')}>{percent(last.rate_first)}</span>
                <small>{interval(last.interval_first)}</small>
              </span>
              <ShareBar share={last.rate_first} bounds={last.interval_first} scale={scale} />
            </td>
            <td className="text">
              {loss === undefined ? (
                messages.report.nothing
              ) : (
                <>
                  {loss.name}: <span data-figure={figure('lost')}>{people(loss, 'dropped')}</span>
                </>
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** A count of a row, as a link to those it counts among the people of that value alone; nobody is no link. */
function People({
  step,
  state,
  of,
  filter,
}: {
  step: ReportStep | undefined;
  state: SubjectState;
  of: string;
  /** What narrows the report to the row; undefined where it cannot be narrowed further. */
  filter: readonly Condition[] | undefined;
}) {
  const n = step?.[state] ?? 0;
  if (step === undefined || filter === undefined || n === 0) return count(n);
  return (
    <Link
      to={{ filter, breakdown: undefined, step: step.index, state }}
      className="figure"
      label={messages.breakdown.people(count(n), messages.states[state], step.name, of)}
    >
      {count(n)}
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
