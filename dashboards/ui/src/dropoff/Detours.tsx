import { Link } from '../address/Link';
import { VIEW_DEFAULT } from '../address/view';
import type { Detour, DetourPattern, DetourReport, ReportStep, Site } from '../api/types';
import { IntervalBar } from '../chart/IntervalBar';
import { useFunnelPart, type Question } from '../funnel/queries';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { count, duration, interval, percent, roundMoney } from '../words/format';
import { messages } from '../words/messages';
import { Excess } from './Excess';
import { detourSentence, riskInterval } from './sentences';

const words = messages.detours;

/** Where people went after the step instead of the next one, and whether it kept them from it. */
export function Detours({
  site,
  question,
  step,
  subject,
}: {
  site: Site;
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
                  report.detours.some(({ at_risk: risk }) => risk !== null) && words.atRisk,
                  { name: words.verdict, className: 'text' },
                ]}
              >
                {report.detours.map((detour) => (
                  <Row
                    key={detour.value}
                    detour={detour}
                    withRisk={report.detours.some(({ at_risk: risk }) => risk !== null)}
                  />
                ))}
              </Table>
            )}
            <p className="hint">{words.hint}</p>
            {report.patterns.some(({ subjects }) => subjects > 0) && (
              <Patterns patterns={report.patterns} subject={subject} site={site} />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Row({ detour, withRisk }: { detour: Detour; withRisk: boolean }) {
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
        <Excess excess={detour.excess} bounds={detour.excess_interval} />
      </td>
      <td>{detour.median_seconds === null ? messages.report.nothing : duration(detour.median_seconds)}</td>
      {withRisk && (
        <td data-figure={figure('at_risk')}>
          {detour.at_risk === null ? (
            messages.report.nothing
          ) : (
            <>
              {roundMoney(detour.at_risk.value, detour.at_risk.currency)}
              <small className="below">{riskInterval(detour.at_risk)}</small>
            </>
          )}
        </td>
      )}
      <td className={detour.verdict === 'fatal' ? 'text trouble' : 'text'}>
        {words.verdicts[detour.verdict]}
      </td>
    </tr>
  );
}

/** Ways that look alike wherever they led, each with sessions to look at. */
function Patterns({
  patterns,
  subject,
  site,
}: {
  patterns: readonly DetourPattern[];
  subject: 'visitor' | 'session';
  site: Site;
}) {
  return (
    <>
      <Table
        label={messages.tableOf(words.patterns)}
        className="breakdown wrapping"
        caption={<caption>{words.patterns}</caption>}
        columns={[
          words.pattern,
          messages.countedColumn(subject),
          words.lostPeople,
          words.open,
          { name: words.more, className: 'text' },
          { name: words.examples, className: 'text' },
        ]}
      >
        {patterns.map((one) => {
          const figure = (of: string) => `patterns.${one.pattern}.${of}`;
          const name = words.patternNames[one.pattern];
          return (
            <tr key={one.pattern}>
              <th scope="row">{name}</th>
              <td data-figure={figure('subjects')}>{count(one.subjects)}</td>
              <td data-figure={figure('lost')}>{count(one.lost)}</td>
              <td data-figure={figure('open')}>{count(one.open)}</td>
              <td className="text" data-figure={figure('excess')}>
                <Excess excess={one.excess} bounds={one.excess_interval} />
              </td>
              <td className="text">
                {one.examples.length === 0
                  ? messages.report.nothing
                  : one.examples.map((session, at) => (
                      <Link
                        key={session}
                        className="example"
                        to={{ ...VIEW_DEFAULT, site: site.site, page: 'sessions', session }}
                        label={words.exampleOf(count(at + 1), name)}
                      >
                        {words.example(count(at + 1))}
                      </Link>
                    ))}
              </td>
            </tr>
          );
        })}
      </Table>
      <p className="hint">{words.patternsHint}</p>
    </>
  );
}
