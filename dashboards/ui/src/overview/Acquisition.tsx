import { Link } from '../address/Link';
import { go } from '../address/use-view';
import { onPage, type View } from '../address/view';
import { useChannels } from '../api/reports';
import type { AcquisitionBy, ChannelReport, ChannelRow } from '../api/types';
import { IntervalBar, scaleOf } from '../chart/IntervalBar';
import type { DayRange } from '../time/range';
import { Loaded, Skeleton } from '../view/State';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { amountsOf, channelSentence, valueName } from './sentences';
import { Table } from '../view/Table';

const DIMENSIONS = [
  'channel_group',
  'referrer_host',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'landing_page',
] as const satisfies readonly AcquisitionBy[];

/** Where sessions came from and what came of them. A value leads to the funnels of those who came by it. */
export function Acquisition({ site, range, view }: { site: string; range: DayRange; view: View }) {
  const words = messages.acquisition;
  const by = DIMENSIONS.find((one) => one === view.breakdown) ?? 'channel_group';
  const answer = useChannels(site, range, view, by);
  return (
    <section className="panel wide" aria-labelledby="acquisition-title" aria-busy={answer.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="acquisition-title">{words.title}</h2>
        <div role="group" aria-label={words.by} className="segments small">
          {DIMENSIONS.map((one) => (
            <button key={one} type="button" aria-pressed={one === by} onClick={() => go({ breakdown: one })}>
              {words.dimensions[one]}
            </button>
          ))}
        </div>
      </div>
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 240]} />}>
        {(report) => (
          <>
            <p className="answer" data-figure="channels.sentence">
              {channelSentence(report)}
            </p>
            {report.rows.length > 0 && <Rows report={report} view={view} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Rows({ report, view }: { report: ChannelReport; view: View }) {
  const words = messages.acquisition;
  const scale = scaleOf(
    report.rows.map((row) => ({
      rate: row.conversion_rate,
      bounds: row.conversion_interval,
      n: row.sessions,
    })),
  );
  return (
    <Table
      label={messages.tableOf(words.title)}
      className="breakdown"
      columns={[
        words.dimensions[report.by],
        messages.overview.sessions,
        messages.overview.visitors,
        messages.overview.bounce,
        { name: words.conversion, className: 'rate' },
        messages.overview.revenue,
      ]}
    >
      {report.rows.map((row) => (
        <Row
          key={row.other ? '(other)' : `=${row.value}`}
          row={row}
          by={report.by}
          scale={scale}
          view={view}
        />
      ))}
      <Row row={report.total} by={report.by} scale={scale} view={view} isTotal />
    </Table>
  );
}

function Row({
  row,
  by,
  scale,
  view,
  isTotal = false,
}: {
  row: ChannelRow;
  by: AcquisitionBy;
  scale: number;
  view: View;
  isTotal?: boolean;
}) {
  const name = isTotal ? '(total)' : row.other ? '(other)' : row.value;
  const figure = (of: string) => `channels.${name}.${of}`;
  return (
    <tr className={isTotal ? 'total' : undefined}>
      <th scope="row" className={row.other || row.value === '' ? 'unnamed' : undefined}>
        {isTotal ? (
          messages.acquisition.total
        ) : row.other ? (
          messages.breakdown.other
        ) : (
          <Link
            to={{ ...onPage(view, 'funnels'), filter: [...view.filter, { by, op: 'eq', value: row.value }] }}
          >
            {valueName(row.value)}
          </Link>
        )}
      </th>
      <td data-figure={figure('sessions')}>{count(row.sessions)}</td>
      <td data-figure={figure('visitors')}>{count(row.visitors)}</td>
      <td data-figure={figure('bounce')}>{percent(row.bounce_rate)}</td>
      <td className="rate">
        <span className="rate-figures">
          <span data-figure={figure('rate')}>{percent(row.conversion_rate)}</span>
          <small>{interval(row.conversion_interval)}</small>
        </span>
        <IntervalBar rate={row.conversion_rate} bounds={row.conversion_interval} scale={scale} />
      </td>
      <td data-figure={figure('revenue')}>{amountsOf(row.revenue_by_currency) || messages.report.nothing}</td>
    </tr>
  );
}
