import { Link } from '../address/Link';
import { comparisonText, type Comparison, type View } from '../address/view';
import type { Explanation, SegmentChange } from '../api/types';
import { DifferenceBar } from '../chart/Bars';
import { CONDITIONS_MAX, sameCondition, type Condition } from '../filter/condition';
import { CsvButton } from '../funnel/CsvButton';
import { useFunnelPart, type Question } from '../funnel/queries';
import { Loaded, Skeleton } from '../view/State';
import { count, percent, points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';
import { explanationSentence, segmentName, segmentVerdict } from './sentences';
import { Table } from '../view/Table';

const words = messages.explain;

/** More segments than this are behind a fold. */
const SEGMENTS_SHOWN = 10;

/** What explains that the conversion changed: where on the way, and for whom. */
export function Explain({
  question,
  view,
  compare,
}: {
  question: Question;
  view: View;
  compare: Comparison;
}) {
  const more = { compare: comparisonText(compare) };
  const answer = useFunnelPart<Explanation>('explanation', question, more);
  return (
    <section className="panel" aria-labelledby="explain-title" aria-busy={answer.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="explain-title">{words.title}</h2>
        <CsvButton part="explanation" question={question} more={more} name="explanation" />
      </div>
      <Loaded answer={answer} skeleton={<Skeleton heights={[40, 200]} />}>
        {(explanation) => (
          <>
            <p className="answer" data-figure="explain.sentence">
              {explanationSentence(explanation)}
            </p>
            {explanation.steps.length > 0 && <Steps explanation={explanation} />}
            {explanation.segments.length > 0 && <Segments explanation={explanation} view={view} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Steps({ explanation: { steps } }: { explanation: Explanation }) {
  const scale = Math.max(
    0.005,
    ...steps.flatMap(({ difference, difference_interval: bounds }) => [difference, ...bounds].map(Math.abs)),
  );
  return (
    <Table
      label={words.steps}
      caption={<caption>{words.steps}</caption>}
      columns={[
        messages.report.step,
        messages.compare.rateThen,
        messages.compare.rateNow,
        { name: messages.compare.difference, className: 'rate' },
        words.part,
        words.contribution,
      ]}
    >
      {steps.map((step) => {
        const figure = (name: string) => `explain.step.${step.index}.${name}`;
        return (
          <tr key={step.index}>
            <th scope="row">
              <span className="index">{step.index}</span> {step.name}
            </th>
            <td data-figure={figure('rate_then')}>{percent(step.rate_then)}</td>
            <td data-figure={figure('rate_now')}>{percent(step.rate_now)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={figure('difference')}>{points(step.difference)}</span>
                <small>{pointsInterval(step.difference_interval)}</small>
              </span>
              <DifferenceBar difference={step.difference} bounds={step.difference_interval} scale={scale} />
            </td>
            <td data-figure={figure('share')}>
              {step.share === null ? messages.report.nothing : words.share(step.share)}
            </td>
            <td data-figure={figure('contribution')}>
              {step.contribution === null ? messages.report.nothing : points(step.contribution)}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Segments({ explanation, view }: { explanation: Explanation; view: View }) {
  const { segments, segments_tested: tested, entered_min: least } = explanation;
  const shown = segments.slice(0, SEGMENTS_SHOWN);
  const rest = segments.slice(SEGMENTS_SHOWN);
  return (
    <>
      <SegmentTable segments={shown} view={view} label={words.segmentsTitle} />
      {rest.length > 0 && (
        <details>
          <summary>{words.moreSegments(count(rest.length))}</summary>
          <SegmentTable segments={rest} view={view} label={words.moreSegments(count(rest.length))} />
        </details>
      )}
      <p className="hint">{words.hint(count(tested), count(least))}</p>
    </>
  );
}

function SegmentTable({
  segments,
  view,
  label,
}: {
  segments: readonly SegmentChange[];
  view: View;
  label: string;
}) {
  const scale = Math.max(
    0.001,
    ...segments.flatMap(({ excess, excess_interval: bounds, enough }) =>
      (enough && bounds !== null ? [excess, ...bounds] : [excess]).map(Math.abs),
    ),
  );
  return (
    <Table
      label={label}
      className="breakdown"
      caption={<caption>{label}</caption>}
      columns={[
        words.segment,
        words.enteredThenNow,
        messages.compare.rateThen,
        messages.compare.rateNow,
        words.contribution,
        { name: words.excess, className: 'rate' },
        { name: messages.compare.verdict, className: 'text' },
      ]}
    >
      {segments.map((segment) => {
        const figure = (name: string) =>
          `explain.segment.${segment.by}=${segment.other ? '(other)' : segment.value}.${name}`;
        return (
          <tr key={`${segment.by} ${String(segment.other)} ${segment.value}`}>
            <th scope="row">
              <Narrowing segment={segment} view={view} />
            </th>
            <td data-figure={figure('entered')}>
              {words.thenNow(count(segment.then.entered), count(segment.now.entered))}
            </td>
            <td data-figure={figure('rate_then')}>{percent(segment.then.rate)}</td>
            <td data-figure={figure('rate_now')}>{percent(segment.now.rate)}</td>
            <td data-figure={figure('contribution')}>{points(segment.contribution)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={figure('excess')}>{points(segment.excess)}</span>
                {segment.excess_interval !== null && <small>{pointsInterval(segment.excess_interval)}</small>}
              </span>
              <DifferenceBar difference={segment.excess} bounds={segment.excess_interval} scale={scale} />
            </td>
            <td className="text">
              {segment.finding ? <strong>{segmentVerdict(segment)}</strong> : segmentVerdict(segment)}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** The segment's name, as a link to the figures of those alone. */
function Narrowing({ segment, view }: { segment: SegmentChange; view: View }) {
  const name = segmentName(segment);
  const condition: Condition = { by: segment.by, op: 'eq', value: segment.value };
  const isNew = !view.filter.some((one) => sameCondition(one, condition));
  if (segment.other || !isNew || view.filter.length >= CONDITIONS_MAX) return name;
  return (
    <Link to={{ filter: [...view.filter, condition] }} label={messages.filter.narrow(name)}>
      {name}
    </Link>
  );
}
