import './dropoff.css';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { DropoffRow, FunnelDropoffs, ReportStep, Site } from '../api/types';
import { ShareBar } from '../chart/Bars';
import { CsvButton } from '../funnel/CsvButton';
import { useFunnelPart, type Question } from '../funnel/queries';
import { Loaded, Skeleton } from '../view/State';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { Detours } from './Detours';
import { Friction } from './Friction';
import { dropoffSentence, rowName } from './sentences';
import { Signals } from './Signals';
import { Subjects } from './Subjects';
import { Table } from '../view/Table';

const words = messages.dropoff;

type Subject = 'visitor' | 'session';

/** A step looked at closely: what those who dropped did next beside those who went on, and who they are. */
export function Dropoff({
  site,
  view,
  question,
  step,
  subject,
  isLast,
}: {
  site: Site;
  view: View;
  question: Question;
  step: ReportStep;
  subject: Subject;
  /** After the last step there is nowhere to go. */
  isLast: boolean;
}) {
  const answer = useFunnelPart<FunnelDropoffs>('dropoffs', question, { step: step.index });
  return (
    <section
      className="panel dropoff"
      id="dropoff"
      tabIndex={-1}
      aria-labelledby="dropoff-title"
      aria-busy={answer.isPlaceholderData}
    >
      <div className="panel-head">
        <h2 id="dropoff-title">{words.title(String(step.index), step.name)}</h2>
        <span>
          <CsvButton
            part="dropoffs"
            question={question}
            more={{ step: step.index }}
            name={`dropoffs-${step.index}`}
          />
          <button type="button" className="quiet" onClick={() => go({ step: undefined, state: undefined })}>
            {words.close}
          </button>
        </span>
      </div>
      <Loaded answer={answer} skeleton={<Skeleton heights={[20, 200]} />}>
        {(dropoffs) => (
          <>
            <p className="answer" data-figure="dropoff.sentence">
              {dropoffSentence(dropoffs, subject)}
            </p>
            <div className="dropoff-tables">
              <Rows dropoffs={dropoffs} list="next" title={words.next} />
              <Rows dropoffs={dropoffs} list="last_clicks" title={words.lastClick} />
              <Rows dropoffs={dropoffs} list="last_pages" title={words.lastPage} />
            </div>
            <Signals dropoffs={dropoffs} subject={subject} />
          </>
        )}
      </Loaded>
      {!isLast && (
        <>
          <Friction question={question} step={step} subject={subject} />
          <Detours site={site} question={question} step={step} subject={subject} />
        </>
      )}
      <Subjects
        site={site}
        view={view}
        question={question}
        step={step}
        state={view.state}
        subject={subject}
      />
    </section>
  );
}

function Rows({
  dropoffs,
  list,
  title,
}: {
  dropoffs: FunnelDropoffs;
  list: 'next' | 'last_clicks' | 'last_pages';
  title: string;
}) {
  const rows = dropoffs[list];
  const withOpen = rows.some(({ open }) => open > 0);
  const scale = Math.min(
    1,
    Math.max(0.01, ...rows.flatMap((row) => [row.share_dropped, row.share_converted])) * 1.15,
  );
  return (
    <Table
      label={title}
      className="dropoff-rows"
      caption={<caption>{title}</caption>}
      columns={[
        messages.breakdown.value,
        { name: words.ofDropped(count(dropoffs.dropped)), className: 'rate' },
        { name: words.ofConverted(count(dropoffs.converted)), className: 'rate' },
        withOpen && messages.report.openColumn,
      ]}
    >
      {rows.map((row) => (
        <Row
          key={`${row.kind} ${row.value}`}
          row={row}
          name={`dropoff.${list}.${row.kind}:${row.value}`}
          scale={scale}
          withOpen={withOpen}
        />
      ))}
    </Table>
  );
}

function Row({
  row,
  name,
  scale,
  withOpen,
}: {
  row: DropoffRow;
  name: string;
  scale: number;
  withOpen: boolean;
}) {
  const isPlain = row.kind === 'page' || row.kind === 'event' || row.kind === 'click';
  return (
    <tr>
      <th scope="row" className={isPlain ? undefined : 'unnamed'} title={row.value}>
        {rowName(row)}
      </th>
      <td className="rate">
        <span className="rate-figures">
          <span>
            <span data-figure={`${name}.dropped`}>{count(row.dropped)}</span> · {percent(row.share_dropped)}
          </span>
          <small>{interval(row.interval_dropped)}</small>
        </span>
        <ShareBar share={row.share_dropped} bounds={row.interval_dropped} scale={scale} pale />
      </td>
      <td className="rate">
        <span className="rate-figures">
          <span>
            <span data-figure={`${name}.converted`}>{count(row.converted)}</span> ·{' '}
            {percent(row.share_converted)}
          </span>
          <small>{interval(row.interval_converted)}</small>
        </span>
        <ShareBar share={row.share_converted} bounds={row.interval_converted} scale={scale} />
      </td>
      {withOpen && <td data-figure={`${name}.open`}>{count(row.open)}</td>}
    </tr>
  );
}
