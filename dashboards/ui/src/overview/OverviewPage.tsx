import { Suspense } from 'react';
import { Link } from '../address/Link';
import { go } from '../address/use-view';
import { METRICS, type View } from '../address/view';
import { useOverview, useQuality } from '../api/queries';
import type { Overview, Site } from '../api/types';
import type { PageProps } from '../Pages';
import { QualityStrip } from '../quality/QualityStrip';
import { IntervalPicker } from '../range/IntervalPicker';
import { intervalFor, type DayRange, type Interval } from '../time/range';
import { Loaded, Skeleton } from '../view/State';
import { part } from '../view/part';
import { useTitle } from '../view/title';
import { bucket, count, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { Acquisition } from './Acquisition';
import { metricOf, metricText } from './metric';
import './overview.css';
import { Figures } from './OverviewStrip';
import { Products } from './Products';
import { SearchTerms } from './SearchTerms';
import { courseSentence, overviewSentence } from './sentences';
import { Table } from '../view/Table';

const CourseChart = part(() => import('./CourseChart'));

/** What happened on the site in these days: how many came, from where, to what, and what they bought. */
export default function OverviewPage({ site, view, range }: PageProps) {
  useTitle(messages.pages.names.overview, site.site);
  const interval = intervalFor(range, view.interval);
  const answer = useOverview(site.site, range, view, interval);
  return (
    <>
      <h1>{messages.pages.names.overview}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[48, 64, 320]} />}>
        {(overview) => (
          <div className="overview" aria-busy={answer.isPlaceholderData}>
            <div className="lead">
              <p className="answer" data-figure="overview.sentence">
                {overviewSentence(overview)}
              </p>
              <p className="hint">
                {messages.live.asOf(moment(overview.as_of, site.time_zone))}.{' '}
                {overview.left_out > 0 && messages.live.leftOut(count(overview.left_out))}
              </p>
            </div>
            <Figures overview={overview} />
            <Course overview={overview} length={interval} site={site} view={view} range={range} />
          </div>
        )}
      </Loaded>
      <div className="tables">
        <Acquisition site={site.site} range={range} view={view} />
        <SearchTerms site={site.site} range={range} view={view} />
        <Products site={site.site} range={range} view={view} />
        {answer.data !== undefined && <Pages overview={answer.data} />}
      </div>
      <QualityStrip answer={useQuality(site.site)} zone={site.time_zone} />
    </>
  );
}

function Course({
  overview,
  length,
  site,
  view,
  range,
}: {
  overview: Overview;
  length: Interval;
  site: Site;
  view: View;
  range: DayRange;
}) {
  const words = messages.overview;
  const metric = view.metric ?? 'visitors';
  const { series } = overview;
  const currency =
    overview.revenue_by_currency.length === 1 ? (overview.revenue_by_currency[0]?.currency ?? '') : '';
  const sentence = courseSentence(series, metric, length, site.time_zone, currency);
  return (
    <section className="panel" aria-labelledby="course-title">
      <div className="panel-head">
        <h2 id="course-title">{words.perDay(words.metrics[metric], messages.intervalWords[length])}</h2>
        <div role="group" aria-label={words.metric} className="segments small">
          {METRICS.map((one) => (
            <button key={one} type="button" aria-pressed={one === metric} onClick={() => go({ metric: one })}>
              {words.metrics[one]}
            </button>
          ))}
        </div>
        <IntervalPicker range={range} length={length} />
      </div>
      <p className="answer">{sentence}</p>
      <Suspense fallback={<Skeleton heights={[220]} />}>
        <CourseChart
          series={series}
          metric={metric}
          length={length}
          zone={site.time_zone}
          currency={currency}
          sentence={sentence}
        />
      </Suspense>
      {metric === 'visitors' && <p className="hint">{words.notAdding}</p>}
      <details>
        <summary>{messages.series.table}</summary>
        <Table
          label={messages.series.table}
          columns={[
            messages.intervals[length],
            ...METRICS.map((one) => words.metrics[one]),
            messages.series.complete,
          ]}
        >
          {series.map((one) => (
            <tr key={one.from}>
              <th scope="row">{bucket(one.from, length, site.time_zone)}</th>
              {METRICS.map((each) => (
                <td key={each} data-figure={`course.${one.from}.${each}`}>
                  {metricText(metricOf(one.figures, each), each, currency)}
                </td>
              ))}
              <td>{one.complete ? messages.series.yes : messages.series.no}</td>
            </tr>
          ))}
        </Table>
      </details>
    </section>
  );
}

/** Where sessions begin and end, and what is looked at most; each page leads to the ways from it or to it. */
function Pages({ overview }: { overview: Overview }) {
  const words = messages.overview;
  return (
    <>
      <SessionPages
        name="entry"
        title={words.entrances}
        rows={overview.entry_pages}
        total={overview.totals.sessions}
        to={(path) => ({ page: 'paths', start: `page:${path}` })}
      />
      <SessionPages
        name="exit"
        title={words.exits}
        rows={overview.exit_pages}
        total={overview.totals.sessions}
        to={(path) => ({ page: 'paths', end: `page:${path}` })}
      />
      <section className="panel wide" aria-labelledby="top-pages-title">
        <h2 id="top-pages-title">{words.topPages}</h2>
        <Table
          label={messages.tableOf(words.topPages)}
          columns={[
            words.page,
            words.pageViews,
            words.visitors,
            words.begunThere,
            words.bounce,
            words.endedThere,
          ]}
        >
          {overview.top_pages.map(
            ({ path, other, page_views: views, visitors, entrances, exits, bounce_rate: bounce }) => (
              <tr key={other ? '(other)' : `=${path}`}>
                <th scope="row" className="path">
                  <PageLink path={path} other={other} to={{ page: 'paths', start: `page:${path}` }} />
                </th>
                <td data-figure={`top.${path}.views`}>{count(views)}</td>
                <td data-figure={`top.${path}.visitors`}>{count(visitors)}</td>
                <td data-figure={`top.${path}.entrances`}>{count(entrances)}</td>
                <td data-figure={`top.${path}.bounce`}>{percent(bounce)}</td>
                <td data-figure={`top.${path}.exits`}>{count(exits)}</td>
              </tr>
            ),
          )}
        </Table>
      </section>
    </>
  );
}

function SessionPages({
  name,
  title,
  rows,
  total,
  to,
}: {
  name: string;
  title: string;
  rows: Overview['entry_pages'];
  total: number;
  to: (path: string) => Partial<View>;
}) {
  const words = messages.overview;
  return (
    <section className="panel" aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{title}</h2>
      <Table
        label={messages.tableOf(title)}
        columns={[words.page, words.sessions, words.ofSessions, words.conversionShort]}
      >
        {rows.map(({ value, other, sessions, conversion_rate: rate }) => (
          <tr key={other ? '(other)' : `=${value}`}>
            <th scope="row" className="path">
              <PageLink path={value} other={other} to={to(value)} />
            </th>
            <td data-figure={`${name}.${value}.sessions`}>{count(sessions)}</td>
            <td>{percent(total === 0 ? 0 : Math.min(1, sessions / total))}</td>
            <td data-figure={`${name}.${value}.rate`}>{percent(rate)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function PageLink({ path, other, to }: { path: string; other: boolean; to: Partial<View> }) {
  if (other || path === '')
    return <span className="unnamed">{other ? messages.breakdown.other : messages.breakdown.unknown}</span>;
  return <Link to={to}>{path}</Link>;
}
