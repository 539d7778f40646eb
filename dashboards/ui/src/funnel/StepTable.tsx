import { Link } from '../address/Link';
import type { SubjectState } from '../address/view';
import type { ReportStep } from '../api/types';
import { count, duration, interval, percent } from '../words/format';
import { messages } from '../words/messages';

/** Every figure of the report, for reading, copying and screen readers. A count leads to the people it counts. */
export function StepTable({ steps }: { steps: readonly ReportStep[] }) {
  const words = messages.report;
  const withExcluded = steps.some(({ excluded }) => excluded > 0);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={words.table}>
      <table>
        <caption className="unseen">{words.table}</caption>
        <thead>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col">{words.entered}</th>
            <th scope="col">{words.converted}</th>
            <th scope="col">{words.dropped}</th>
            <th scope="col">{words.openColumn}</th>
            {withExcluded && <th scope="col">{words.excluded}</th>}
            <th scope="col">{words.rateFirst}</th>
            <th scope="col">{words.interval}</th>
            <th scope="col">{words.ratePrevious}</th>
            <th scope="col">{words.interval}</th>
            <th scope="col">{words.rateDecided}</th>
            <th scope="col">{words.medianPrevious}</th>
            <th scope="col">{words.medianFirst}</th>
          </tr>
        </thead>
        <tbody>
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
                <td data-figure={figure('interval_previous')}>
                  {ofEarlier(interval(step.interval_previous))}
                </td>
                <td data-figure={figure('rate_decided')}>{percent(step.rate_decided)}</td>
                <td data-figure={figure('median_seconds')}>{time(step.median_seconds)}</td>
                <td data-figure={figure('median_seconds_from_first')}>
                  {time(step.median_seconds_from_first)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
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
