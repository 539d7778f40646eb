import './funnel.css';
import { Suspense, useMemo } from 'react';
import { go } from '../address/use-view';
import { comparisonText, type View } from '../address/view';
import { useOverview, type Asked } from '../api/queries';
import {
  nameOf,
  subjectOf,
  type Funnel,
  type FunnelDefinition,
  type FunnelReport,
  type SeriesBucket,
  type Site,
} from '../api/types';
import { IntervalPicker } from '../range/IntervalPicker';
import { intervalFor, type DayRange, type Interval } from '../time/range';
import { addDays, dayAt } from '../time/zone';
import { Empty, Loaded, Skeleton, useNow } from '../view/State';
import { part } from '../view/part';
import { bucket, count, day, interval as intervalText, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { conversion, reportSentence, seriesSentence } from '../words/sentences';
import { Dropoff } from '../dropoff/Dropoff';
import { Explain } from '../explain/Explain';
import { EVERYBODY, type Scope } from '../filter/condition';
import { Breakdown } from './Breakdown';
import { ComparePicker } from './ComparePicker';
import { Comparison } from './Comparison';
import { CsvButton } from './CsvButton';
import { definitionText } from './definition-text';
import { useFunnelPart, type Question } from './queries';
import { StepLosses } from './StepLosses';
import { StepTable } from './StepTable';
import { Timing } from './Timing';
import { VersionComparison, VersionPicker } from './Versions';
import { Worth } from './Worth';
import { Table } from '../view/Table';

// The charts' library comes while the figures are on their way.
const FunnelChart = part(() => import('./FunnelChart'));
const SeriesChart = part(() => import('./SeriesChart'));

/** More buckets than this and the empty ones at both ends are left out. */
const BUCKETS_WHOLE = 100;

/** A funnel's report: the answer in words, then charts, then every figure. */
export function Report({
  site,
  view,
  range,
  scope,
  asked,
  definition,
  stored,
}: {
  site: Site;
  view: View;
  range: DayRange;
  scope: Scope;
  asked: Asked;
  definition: FunnelDefinition;
  /** The funnel as it is stored; undefined for a question that is not. */
  stored: Funnel | undefined;
}) {
  const interval = intervalFor(range, view.interval);
  const older = stored !== undefined && view.version !== undefined && view.version < stored.version;
  const version = older ? view.version : undefined;
  const question: Question = { site: site.site, asked, version, range, scope };
  const more = {
    interval,
    breakdown: view.breakdown,
    compare: view.compare === undefined ? undefined : comparisonText(view.compare),
  };
  const answer = useFunnelPart<FunnelReport>('report', question, more);
  const subject = subjectOf(definition);
  return (
    <article aria-labelledby="report-title" aria-busy={answer.isPlaceholderData}>
      <header className="report-head">
        <h1 id="report-title">{nameOf(definition)}</h1>
        {!older && <p className="hint">{definitionText(definition)}</p>}
        <div className="report-tools">
          {stored !== undefined && <VersionPicker stored={stored} view={view} />}
          <ComparePicker key={JSON.stringify(view.compare)} view={view} range={range} />
          <CsvButton
            part="report"
            question={question}
            more={more}
            name={`${stored?.id ?? 'funnel'}-${range.from}-${range.to}`}
          />
          {!view.editing && !older && (
            <button type="button" className="quiet" onClick={() => go({ editing: true })}>
              {messages.funnels.edit}
            </button>
          )}
        </div>
      </header>
      <Loaded answer={answer} skeleton={<Skeleton heights={[56, 420, 260]} />}>
        {(report) => (
          <>
            <div className="lead">
              <p className="answer" data-figure="sentence">
                {reportSentence(report, subject)}
              </p>
              <Freshness
                report={report}
                zone={site.time_zone}
                checked={answer.dataUpdatedAt}
                factsComplete={stored === undefined || older || stored.facts_complete}
              />
            </div>
            {older && <VersionComparison report={report} question={question} stored={stored} />}
            {(report.steps[0]?.entered ?? 0) === 0 ? (
              <NothingEntered site={site} range={range} scope={scope} />
            ) : (
              <Parts
                site={site}
                view={view}
                range={range}
                interval={interval}
                report={report}
                question={question}
                subject={subject}
              />
            )}
          </>
        )}
      </Loaded>
    </article>
  );
}

function Parts({
  site,
  view,
  range,
  interval,
  report,
  question,
  subject,
}: {
  site: Site;
  view: View;
  range: DayRange;
  interval: Interval;
  report: FunnelReport;
  question: Question;
  subject: 'visitor' | 'session';
}) {
  const step = report.steps.find(({ index }) => index === view.step);
  return (
    <div className="report">
      <Steps report={report} sentence={reportSentence(report, subject)} />
      {step !== undefined && (
        <Dropoff
          site={site}
          view={view}
          question={question}
          step={step}
          subject={subject}
          isLast={step.index === report.steps.length}
        />
      )}
      {report.compared !== null && (
        <Comparison report={report} compared={report.compared} zone={site.time_zone} />
      )}
      {view.compare !== undefined && <Explain question={question} view={view} compare={view.compare} />}
      <Series series={report.series} length={interval} zone={site.time_zone} range={range} />
      <Breakdown report={report} view={view} />
      <Timing question={question} />
      <Worth question={question} />
    </div>
  );
}

/** The drop-offs of a step are where the mouse can get at them too; the table below is for everybody. */
const openStep = (step: number) => go({ step, state: undefined });

function Steps({ report, sentence }: { report: FunnelReport; sentence: string }) {
  return (
    <section className="panel steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{messages.report.chartTitle}</h2>
      <Suspense fallback={<Skeleton heights={[96 * report.steps.length]} />}>
        <FunnelChart steps={report.steps} sentence={sentence} open={openStep} />
      </Suspense>
      <StepTable steps={report.steps} />
      <StepLosses report={report} />
    </section>
  );
}

function Series({
  series: whole,
  length,
  zone,
  range,
}: {
  series: readonly SeriesBucket[];
  length: Interval;
  zone: string;
  range: DayRange;
}) {
  const words = messages.series;
  // The same list for the same answer, so that nothing is drawn again.
  const series = useMemo(() => trimmed(whole), [whole]);
  const sentence = seriesSentence(series, length, zone);
  return (
    <section className="panel" aria-labelledby="series-title">
      <div className="panel-head">
        <h2 id="series-title">{words.title(messages.intervalWords[length])}</h2>
        <IntervalPicker range={range} length={length} />
      </div>
      <p className="answer">{sentence}</p>
      <Suspense fallback={<Skeleton heights={[300]} />}>
        <SeriesChart series={series} length={length} zone={zone} sentence={sentence} />
      </Suspense>
      <p className="hint">{words.notAdding}</p>
      <details>
        <summary>{words.table}</summary>
        <Table
          label={words.tableLabel}
          columns={[words.when, words.entered, words.conversion, messages.report.interval, words.complete]}
        >
          {series.map((one) => (
            <tr key={one.from}>
              <th scope="row">{bucket(one.from, length, zone)}</th>
              <td>{count(one.steps[0]?.entered ?? 0)}</td>
              <td>{percent(conversion(one))}</td>
              <td>{intervalText(one.steps.at(-1)?.interval_first ?? [0, 1])}</td>
              <td>{one.complete ? words.yes : words.no}</td>
            </tr>
          ))}
        </Table>
      </details>
    </section>
  );
}

/** How current the figures are, and from where on they are final. */
function Freshness({
  report,
  zone,
  checked,
  factsComplete,
}: {
  report: FunnelReport;
  zone: string;
  checked: number;
  factsComplete: boolean;
}) {
  const words = messages.live;
  return (
    <p className="hint freshness">
      {words.asOf(moment(report.as_of, zone))}, <Checked at={checked} />.{' '}
      <span title={words.completeThroughTitle}>
        {words.completeThrough(moment(report.complete_through, zone))}
      </span>{' '}
      {report.source === 'facts' ? words.sourceFacts : words.sourceAdhoc}{' '}
      {!factsComplete && messages.funnels.backFill}{' '}
      {report.late_events > 0 && words.late(count(report.late_events))}{' '}
      {report.left_out > 0 && words.leftOut(count(report.left_out))}
    </p>
  );
}

function Checked({ at }: { at: number }) {
  const now = useNow();
  return messages.live.checked(Math.max(0, Math.round((now - at) / 1000)));
}

/** No figures: leads to everybody where conditions may be the reason, else to where the site's events lie. */
function NothingEntered({ site, range, scope }: { site: Site; range: DayRange; scope: Scope }) {
  const words = messages.report;
  if (scope.filter.length === 0 && scope.segment === undefined)
    return <NothingInTheseDays site={site} range={range} />;
  return (
    <Empty as="h2" title={words.emptyTitle} hint={words.emptyNarrowedHint}>
      <button type="button" className="primary" onClick={() => go(EVERYBODY)}>
        {words.showEverybody}
      </button>
    </Empty>
  );
}

function NothingInTheseDays({ site, range }: { site: Site; range: DayRange }) {
  const { data } = useOverview(site.site, range, EVERYBODY, intervalFor(range, undefined));
  const words = messages.report;
  const first = data?.first_event_at;
  const last = data?.last_event_at;
  if (typeof first !== 'string' || typeof last !== 'string')
    return <Empty as="h2" title={words.emptyTitle} hint={words.emptyHint} />;
  const from = dayAt(Date.parse(first), site.time_zone);
  const until = dayAt(Date.parse(last), site.time_zone);
  return (
    <Empty as="h2" title={words.emptyTitle} hint={words.emptyHint}>
      <p>{words.elsewhere(day(from), day(until))}</p>
      {(from < range.from || until >= range.to) && (
        <button
          type="button"
          className="primary"
          onClick={() => go({ range: { from, to: addDays(until, 1) }, interval: undefined })}
        >
          {words.goThere}
        </button>
      )}
    </Empty>
  );
}

function trimmed(series: readonly SeriesBucket[]): readonly SeriesBucket[] {
  if (series.length <= BUCKETS_WHOLE) return series;
  const isFilled = ({ steps }: SeriesBucket) => (steps[0]?.entered ?? 0) > 0;
  const first = series.findIndex(isFilled);
  return first < 0 ? [] : series.slice(first, series.findLastIndex(isFilled) + 1);
}
