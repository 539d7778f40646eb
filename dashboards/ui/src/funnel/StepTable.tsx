import { Link } from '../address/Link';
import type { SubjectState } from '../address/view';
import type { ReportStep } from '../api/types';
import { count, duration, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { Table } from '../view/Table';

/** Every figure of the report, for reading, copying and screen readers. A count leads to the people it counts. */
export function StepTable({ steps }: { steps: readonly ReportStep[] }) {
  const words = messages.report;
  const withExcluded = steps.some(({ excluded }) => excluded > 0);
  return (
    <Table
      label={words.table}
      caption={<caption className="unseen">{words.table}</caption>}
      columns={[
        words.step,
        words.entered,
        words.converted,
        words.dropped,
        words.openColumn,
        withExcluded && words.excluded,
        words.rateFirst,
        words.interval,
        words.ratePrevious,
        words.interval,
        words.rateDecided,
        words.medianPrevious,
        words.medianFirst,
      ]}
    >
      {steps.map((step) => {
        // The first step has nothing before it to be a share of.
        const ofEarlier = (text: string) => (step.index === 1 ? words.nothing : text);
        const figure = (name: keyof ReportStep) => `steps.${step.index}.${name}`;
        const people = (state: SubjectState) => (
          <td data-figure={figure(state)}>
            <People step={step} state={state} />
          </td>
        );
        return (
          <tr key={step.index}>
            <th scope="row">
              <span className="index">{step.index}</span>{' '}
              <Link to={{ step: step.index, state: undefined }} label={words.openStep(step.name)}>
                {step.name}
              </Link>
              {step.optional && <small className="unnamed"> {words.optional}</small>}
            </th>
            {people('entered')}
            {people('converted')}
            {people('dropped')}
            {people('open')}
            {withExcluded && people('excluded')}
            <td data-figure={figure('rate_first')}>{ofEarlier(percent(step.rate_first))}</td>
            <td data-figure={figure('interval_first')}>{ofEarlier(interval(step.interval_first))}</td>
            <td data-figure={figure('rate_previous')}>{ofEarlier(percent(step.rate_previous))}</td>
            <td data-figure={figure('interval_previous')}>{ofEarlier(interval(step.interval_previous))}</td>
            <td data-figure={figure('rate_decided')}>{percent(step.rate_decided)}</td>
            <td data-figure={figure('median_seconds')}>{time(step.median_seconds)}</td>
            <td data-figure={figure('median_seconds_from_first')}>{time(step.median_seconds_from_first)}</td>
          </tr>
        );
      })}
    </Table>
  );
}

/** A count of a step, as a link to those it counts; nobody is no link. */
function People({ step, state }: { step: ReportStep; state: SubjectState }) {
  const n = step[state];
  if (n === 0) return count(n);
  return (
    <Link
      to={{ step: step.index, state }}
      className="figure"
      label={messages.report.people(count(n), messages.states[state], step.name)}
    >
      {count(n)}
    </Link>
  );
}

function time(seconds: number | null): string {
  return seconds === null ? messages.report.nothing : duration(seconds);
}
