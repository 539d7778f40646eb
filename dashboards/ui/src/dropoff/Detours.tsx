import type { Detour, DetourReport, ReportStep } from '../api/types';
import { IntervalBar } from '../chart/IntervalBar';
import { useFunnelPart, type Question } from '../funnel/queries';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { count, duration, interval, percent, points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';
import { detourSentence } from './sentences';

const words = messages.detours;

/** Where people went after the step instead of the next one, and whether it kept them from it. */
export function Detours({
  question,
  step,
  subject,
}: {
  question: Question;
  step: ReportStep;
  subject: 'visitor' | 'session';
}) {
  const answer = useFunnelPart<DetourReport>('detours', question, { step: step.index });
  return (
    <div className="detours" aria-busy={answer.isPlaceholderData}>
      <h3>{words.title}</h3>
      <Loaded answer={answer} skeleton={<Skeleton heights={[20, 160]} />}>
        {(report) => (
          <>
            <p className="answer" data-figure="detours.sentence">
              {detourSentence(report, subject)}
            </p>
            {report.detours.length > 0 && (
              <Table
                label={messages.tableOf(words.title)}
                className="breakdown"
                columns={[
                  words.way,
                  messages.countedColumn(subject),
                  words.cameBack,
                  { name: words.lost, className: 'rate' },
                  { name: words.more, className: 'text' },
                  words.time,
                  { name: words.verdict, className: 'text' },
                ]}
              >
                {report.detours.map((detour) => (
                  <Row key={detour.value} detour={detour} />
                ))}
              </Table>
            )}
            <p className="hint">{words.hint}</p>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Row({ detour }: { detour: Detour }) {
  const figure = (of: string) => `detours.${detour.value}.${of}`;
  return (
    <tr>
      <th scope="row">{detour.value}</th>
      <td data-figure={figure('subjects')}>{count(detour.subjects)}</td>
      <td data-figure={figure('returned')}>{count(detour.returned)}</td>
      <td className="rate">
        <span className="rate-figures">
          <span data-figure={figure('loss_rate')}>{percent(detour.loss_rate)}</span>
          <small>{interval(detour.loss_interval)}</small>
        </span>
        <IntervalBar rate={detour.loss_rate} bounds={detour.loss_interval} scale={1} />
      </td>
      <td className="text" data-figure={figure('excess')}>
        {detour.excess === null || detour.excess_interval === null
          ? messages.report.nothing
          : `${points(detour.excess)} (${pointsInterval(detour.excess_interval)})`}
      </td>
      <td>{detour.median_seconds === null ? messages.report.nothing : duration(detour.median_seconds)}</td>
      <td className={detour.verdict === 'fatal' ? 'text trouble' : 'text'}>
        {words.verdicts[detour.verdict]}
      </td>
    </tr>
  );
}
