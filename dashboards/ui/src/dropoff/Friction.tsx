import type { FrictionReport, FrictionSign, ReportStep } from '../api/types';
import { IntervalBar } from '../chart/IntervalBar';
import { useFunnelPart, type Question } from '../funnel/queries';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { Excess } from './Excess';
import { frictionSentence, signDetail } from './sentences';

const words = messages.friction;
const none = messages.report.nothing;

/** What people stumbled over at the step, each by what exactly, and whether it kept them from the next one. */
export function Friction({
  question,
  step,
  subject,
}: {
  question: Question;
  step: ReportStep;
  subject: 'visitor' | 'session';
}) {
  const answer = useFunnelPart<FrictionReport>('friction', question, { step: step.index });
  return (
    <div className="friction" aria-busy={answer.isPlaceholderData}>
      <h3>{words.title}</h3>
      <Loaded answer={answer} skeleton={<Skeleton heights={[20, 160]} />}>
        {(report) => (
          <>
            <p className="answer" data-figure="friction.sentence">
              {frictionSentence(report, subject)}
            </p>
            {report.rows.length > 0 && (
              <>
                <Signs list="rows" signs={report.rows} label={words.title} subject={subject} />
                {report.others > 0 && <p className="hint">{words.others(count(report.others))}</p>}
                <details>
                  <summary>{words.byKind}</summary>
                  <Signs list="signs" signs={report.signs} label={words.byKind} subject={subject} />
                </details>
              </>
            )}
            <p className="hint">{words.hint}</p>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Signs({
  list,
  signs,
  label,
  subject,
}: {
  list: 'rows' | 'signs';
  signs: readonly FrictionSign[];
  label: string;
  subject: 'visitor' | 'session';
}) {
  const isExact = list === 'rows';
  return (
    <Table
      label={messages.tableOf(label)}
      className="breakdown wrapping"
      columns={[
        words.sign,
        isExact && { name: words.detail, className: 'text' },
        messages.countedColumn(subject),
        { name: words.rate, className: 'rate' },
        words.without,
        { name: words.excess, className: 'text' },
        words.because,
        { name: messages.detours.verdict, className: 'text' },
      ]}
    >
      {signs.map((sign, at) => (
        <Row
          key={`${at} ${sign.sign} ${sign.detail} ${sign.page}`}
          sign={sign}
          name={`friction.${list}.${at + 1}`}
          isExact={isExact}
        />
      ))}
    </Table>
  );
}

function Row({ sign, name, isExact }: { sign: FrictionSign; name: string; isExact: boolean }) {
  return (
    <tr>
      <th scope="row">{words.names[sign.sign]}</th>
      {isExact && (
        <td className="text path" title={sign.element?.selector ?? sign.detail}>
          <span data-figure={`${name}.detail`}>{signDetail(sign)}</span>
          {sign.page !== '' && (
            <small className="below" data-figure={`${name}.page`}>
              {sign.page}
            </small>
          )}
        </td>
      )}
      <td data-figure={`${name}.subjects`}>{count(sign.subjects)}</td>
      <td className="rate">
        <span className="rate-figures">
          <span data-figure={`${name}.rate`}>{percent(sign.rate)}</span>
          <small>{interval(sign.interval)}</small>
        </span>
        <IntervalBar rate={sign.rate} bounds={sign.interval} scale={1} />
      </td>
      <td data-figure={`${name}.without`}>
        {sign.rate_without === null ? none : percent(sign.rate_without)}
      </td>
      <td className="text" data-figure={`${name}.excess`}>
        <Excess excess={sign.excess} bounds={sign.excess_interval} />
      </td>
      <td data-figure={`${name}.because`}>
        {sign.lost_because === null ? none : count(Math.round(sign.lost_because))}
      </td>
      <td className={sign.verdict === 'harmful' ? 'text trouble' : 'text'} data-figure={`${name}.verdict`}>
        {words.verdicts[sign.verdict]}
      </td>
    </tr>
  );
}
