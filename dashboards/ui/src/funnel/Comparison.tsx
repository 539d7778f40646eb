import type { Compared, FunnelReport, RateDifference, ReportStep } from '../api/types';
import { DifferenceBar } from '../chart/Bars';
import { count, dayRangeIn, percent, points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';
import { comparisonSentence, differenceWord } from '../words/sentences';
import { Table } from '../view/Table';

const words = messages.compare;

/** The range beside another one: each step then and now, and how sure their difference is. */
export function Comparison({
  report,
  compared,
  zone,
}: {
  report: FunnelReport;
  compared: Compared;
  zone: string;
}) {
  const scale = scaleOf(compared);
  return (
    <section className="panel" aria-labelledby="compare-title">
      <h2 id="compare-title">{words.title(dayRangeIn(compared.from, compared.to, zone))}</h2>
      <p className="answer" data-figure="compared.sentence">
        {comparisonSentence(report, compared)}
      </p>
      {compared.incomplete.map((reason) => (
        <p key={reason} className="note">
          {words.incomplete[reason]}
        </p>
      ))}
      <Table
        label={words.table}
        columns={[
          messages.report.step,
          words.entered,
          words.rate,
          { name: words.difference, className: 'rate' },
          { name: words.verdict, className: 'text' },
        ]}
      >
        {report.steps.map((step, at) => (
          <Row
            key={step.index}
            step={step}
            then={compared.steps[at]}
            difference={compared.differences[at]?.rate_previous}
            scale={scale}
          />
        ))}
      </Table>
      <p className="hint">{words.hint}</p>
    </section>
  );
}

function Row({
  step,
  then,
  difference,
  scale,
}: {
  step: ReportStep;
  then: ReportStep | undefined;
  difference: RateDifference | undefined;
  scale: number;
}) {
  if (then === undefined || difference === undefined) return null;
  const figure = (name: string) => `compared.${step.index}.${name}`;
  const isFirst = step.index === 1;
  return (
    <tr>
      <th scope="row">
        <span className="index">{step.index}</span> {step.name}
      </th>
      <td>
        <span data-figure={figure('entered_then')}>{count(then.entered)}</span> →{' '}
        <span data-figure={figure('entered_now')}>{count(step.entered)}</span>
      </td>
      <td>
        {isFirst ? (
          messages.report.nothing
        ) : (
          <>
            <span data-figure={figure('rate_then')}>{percent(then.rate_previous)}</span> →{' '}
            <span data-figure={figure('rate_now')}>{percent(step.rate_previous)}</span>
          </>
        )}
      </td>
      <td className="rate">
        {!isFirst && (
          <>
            <span className="rate-figures">
              <span data-figure={figure('difference')}>{points(difference.difference)}</span>
              <small>{pointsInterval(difference.interval)}</small>
            </span>
            <DifferenceBar difference={difference.difference} bounds={difference.interval} scale={scale} />
          </>
        )}
      </td>
      <td className="text">{isFirst ? messages.report.nothing : differenceWord(difference)}</td>
    </tr>
  );
}

/** Wide enough for every interval that says something. */
function scaleOf({ differences }: Compared): number {
  const tops = differences.flatMap(({ index, rate_previous: { difference, interval: bounds, enough } }) =>
    index === 1 ? [] : [Math.abs(difference), ...(enough ? bounds.map(Math.abs) : [])],
  );
  return Math.min(1, Math.max(0.005, ...tops) * 1.1);
}
