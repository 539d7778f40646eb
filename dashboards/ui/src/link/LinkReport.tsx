import { Suspense } from 'react';
import { go } from '../address/use-view';
import { useLinkReport } from '../api/reports';
import type { LinkReport } from '../api/types';
import { IntervalBar, scaleOf } from '../chart/IntervalBar';
import type { PageProps } from '../Pages';
import { IntervalPicker } from '../range/IntervalPicker';
import { intervalFor, type Interval } from '../time/range';
import { part } from '../view/part';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { bucket, count, duration, interval, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { LINK_BY, driftSentence, elementName, expectation, linkSentence, type LinkBy } from './sentences';

const LinkChart = part(() => import('./LinkChart'));

const words = messages.links;
const none = messages.report.nothing;

/** Rows of what was clicked instead that are shown before the rest is asked for. */
const INSTEAD_SHOWN = 12;

/** Whether people click the link, and what they do instead. */
export function Report(props: PageProps & { id: string; edit: () => void }) {
  const { site, view, range, id, edit } = props;
  const by = LINK_BY.find((one) => one === view.breakdown) ?? 'device';
  const length = intervalFor(range, view.interval);
  const answer = useLinkReport(site.site, range, view, id, by, length);
  return (
    <Loaded answer={answer} skeleton={<Skeleton heights={[72, 240]} />}>
      {(report) => (
        <div className="link-report" aria-busy={answer.isPlaceholderData}>
          <div className="lead">
            <div className="panel-head">
              <h2>{report.link.link.name}</h2>
              <button type="button" onClick={edit}>
                {words.edit}
              </button>
            </div>
            <p className="answer" data-figure="link.sentence">
              {linkSentence(report)}
            </p>
            {report.drift !== null && (
              <p
                className={report.drift.changed ? 'note note-stale' : 'hint'}
                role={report.drift.changed ? 'status' : undefined}
                data-figure="link.drift"
              >
                {driftSentence(report.drift, site.time_zone)}
              </p>
            )}
            {report.link.declared === 'page' && <p className="hint">{words.ofPage}</p>}
            {!report.measured && report.page_views > 0 && <p className="hint">{words.unmeasured}</p>}
            <p className="hint">
              {messages.live.asOf(moment(report.as_of, site.time_zone))}.{' '}
              <span data-figure="link.pages">{words.onPages(count(report.page_views))}</span>
            </p>
          </div>
          {report.totals.views > 0 && (
            <>
              <Figures report={report} />
              <Course report={report} length={length} zone={site.time_zone} range={range} />
              <Outcomes report={report} />
              <Instead report={report} />
              <Breakdown report={report} by={by} />
            </>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Figures({ report }: { report: LinkReport }) {
  const { totals, median_seconds_to_click: seconds } = report;
  const first = report.outcomes.find(({ did }) => did === 'clicked_first');
  const other = report.outcomes.find(({ did }) => did === 'clicked_other');
  const expected = expectation(report);
  const figures: (readonly [string, string, string, string | undefined])[] = [
    ['views', words.inView, count(totals.views), words.ofVisitorsToo(count(totals.visitors))],
    ['clicked', words.rate, percent(totals.rate), interval(totals.interval)],
    ['first', words.clickedFirst, percent(first?.share ?? 0), words.of(count(first?.views ?? 0))],
    ['other', words.onlyOthers, percent(other?.share ?? 0), words.of(count(other?.views ?? 0))],
    ['seconds', words.timeToClick, seconds === null ? none : duration(seconds), words.median],
  ];
  return (
    <dl className="figures wide">
      {figures.map(([name, title, figure, more]) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd>
            <span data-figure={`link.total.${name}`}>{figure}</span>
            {more !== undefined && <small data-figure={`link.total.${name}.more`}>{more}</small>}
          </dd>
        </div>
      ))}
      {expected !== undefined && (
        <div>
          <dt>{words.expectedTitle}</dt>
          <dd>
            <span data-figure="link.total.expected">{percent(expected)}</span>
            <small data-figure="link.total.verdict">{words.verdictWords[report.verdict]}</small>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Course({
  report,
  length,
  zone,
  range,
}: {
  report: LinkReport;
  length: Interval;
  zone: string;
  range: PageProps['range'];
}) {
  const { series } = report;
  const title = words.perTime(messages.intervalWords[length]);
  return (
    <section className="panel wide" aria-labelledby="link-course-title">
      <div className="panel-head">
        <h2 id="link-course-title">{title}</h2>
        <IntervalPicker range={range} length={length} />
      </div>
      <Suspense fallback={<Skeleton heights={[230]} />}>
        <LinkChart
          series={series}
          expected={expectation(report)}
          length={length}
          zone={zone}
          sentence={linkSentence(report)}
        />
      </Suspense>
      <details>
        <summary>{messages.series.table}</summary>
        <Table
          label={messages.series.table}
          columns={[
            messages.intervals[length],
            words.views,
            words.clicked,
            words.rate,
            messages.report.interval,
            messages.series.complete,
          ]}
        >
          {series.map(({ from, complete, figures }) => (
            <tr key={from}>
              <th scope="row">{bucket(from, length, zone)}</th>
              <td data-figure={`link.course.${from}.views`}>{count(figures.views)}</td>
              <td data-figure={`link.course.${from}.clicked`}>{count(figures.clicked)}</td>
              <td data-figure={`link.course.${from}.rate`}>
                {figures.views === 0 ? none : percent(figures.rate)}
              </td>
              <td>{figures.views === 0 ? none : interval(figures.interval)}</td>
              <td>{complete ? messages.series.yes : messages.series.no}</td>
            </tr>
          ))}
        </Table>
      </details>
    </section>
  );
}

function Outcomes({ report }: { report: LinkReport }) {
  return (
    <section className="panel wide" aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">{words.outcomes}</h2>
      <Table
        label={messages.tableOf(words.outcomes)}
        className="breakdown wrapping"
        columns={[
          words.element,
          words.views,
          { name: words.share, className: 'rate' },
          words.reached,
          words.neverReached,
          words.pagesToGoal,
          words.timeToGoal,
        ]}
      >
        {report.outcomes.map((one) => (
          <tr key={one.did}>
            <th scope="row">{words.did[one.did]}</th>
            <td data-figure={`link.${one.did}.views`}>{count(one.views)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={`link.${one.did}.share`}>{percent(one.share)}</span>
                <small>{interval(one.interval)}</small>
              </span>
              <IntervalBar rate={one.share} bounds={one.interval} scale={1} />
            </td>
            <td data-figure={`link.${one.did}.reached`}>
              {one.reached === null ? none : count(one.reached)}
            </td>
            <td data-figure={`link.${one.did}.never`}>
              {one.reached === null ? none : count(one.views - one.reached)}
            </td>
            <td data-figure={`link.${one.did}.pages`}>
              {one.median_pages === null ? none : count(one.median_pages)}
            </td>
            <td data-figure={`link.${one.did}.seconds`}>
              {one.median_seconds === null ? none : duration(one.median_seconds)}
            </td>
          </tr>
        ))}
      </Table>
      <p className="hint">{words.outcomesHint}</p>
    </section>
  );
}

function Instead({ report }: { report: LinkReport }) {
  return (
    <section className="panel" aria-labelledby="instead-title">
      <h2 id="instead-title">{words.instead}</h2>
      {report.instead.length === 0 ? (
        <p className="hint">{words.nothingInstead}</p>
      ) : (
        <>
          <InsteadTable report={report} from={0} to={INSTEAD_SHOWN} label={words.instead} />
          {report.instead.length > INSTEAD_SHOWN && (
            <details>
              <summary>{words.insteadMore(count(report.instead.length - INSTEAD_SHOWN))}</summary>
              <InsteadTable
                report={report}
                from={INSTEAD_SHOWN}
                to={report.instead.length}
                label={words.insteadRest}
              />
            </details>
          )}
        </>
      )}
    </section>
  );
}

function InsteadTable({
  report,
  from,
  to,
  label,
}: {
  report: LinkReport;
  from: number;
  to: number;
  label: string;
}) {
  return (
    <Table
      label={messages.tableOf(label)}
      className="breakdown"
      columns={[words.element, words.views, words.ofViews]}
    >
      {report.instead.slice(from, to).map(({ element, views, share }) => (
        <tr key={JSON.stringify(element)}>
          <th scope="row">
            {elementName(element)} <small>{element.selector}</small>
          </th>
          <td data-figure={`instead.${elementName(element)}.views`}>{count(views)}</td>
          <td data-figure={`instead.${elementName(element)}.share`}>{percent(share)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Breakdown({ report, by }: { report: LinkReport; by: LinkBy }) {
  const { expected } = report.link.link;
  const scale = Math.max(
    (expected ?? 0) * 1.05,
    scaleOf(
      report.breakdown.map(({ figures }) => ({
        rate: figures.rate,
        bounds: figures.interval,
        n: figures.views,
      })),
    ),
  );
  return (
    <section className="panel" aria-labelledby="link-by-title">
      <div className="panel-head">
        <h2 id="link-by-title">{words.byTitle}</h2>
        <div role="group" aria-label={messages.breakdown.by} className="segments small">
          {LINK_BY.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === by}
              onClick={() => go({ breakdown: one === 'device' ? undefined : one })}
            >
              {words.by[one]}
            </button>
          ))}
        </div>
      </div>
      <Table
        label={messages.tableOf(words.byTitle)}
        className="breakdown"
        columns={[words.by[by], words.inView, words.clicked, { name: words.rate, className: 'rate' }]}
      >
        {report.breakdown.map(({ value, figures }) => (
          <tr key={value}>
            <th scope="row" className={value === '' ? 'unnamed' : undefined}>
              {value === '' ? messages.breakdown.unknown : value}
            </th>
            <td data-figure={`link.by.${value}.views`}>{count(figures.views)}</td>
            <td data-figure={`link.by.${value}.clicked`}>{count(figures.clicked)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={`link.by.${value}.rate`}>{percent(figures.rate)}</span>
                <small>{interval(figures.interval)}</small>
              </span>
              <IntervalBar rate={figures.rate} bounds={figures.interval} scale={scale} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
