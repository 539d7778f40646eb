import type {
  Amount,
  BreakdownRow,
  Compared,
  FunnelReport,
  FunnelTiming,
  FunnelValue,
  Loss,
  Quality,
  RateDifference,
  ReportStep,
  SeriesBucket,
  StepLoss,
} from '../api/types';
import type { Interval } from '../time/range';
import {
  bucket,
  count,
  duration,
  interval as intervalText,
  list,
  money,
  percent,
  points,
  pointsInterval,
} from './format';
import { messages } from './messages';

/** The answer in words, above each chart. */

type Subject = 'visitor' | 'session';

/** Shares below this are not told apart. */
const LEAST_SHARE = 0.0001;

/** Fewer than this in a value are not compared with others. */
const COMPARED_MIN = 30;

/** What the report says, in two or three sentences. */
export function reportSentence(report: FunnelReport, subject: Subject): string {
  const { steps } = report;
  const first = steps[0];
  if (first === undefined || first.entered === 0) return messages.report.empty(messages.subject(subject, 2));
  const second = steps[1];
  const last = steps.at(-1);
  const told = [second, last].filter((step, at, all) => step !== undefined && all.indexOf(step) === at);
  const rest = list(
    told.flatMap((step) =>
      step === undefined
        ? []
        : [
            messages.report.reached(
              count(step.entered),
              percent(step.rate_first),
              intervalText(step.interval_first),
              step.name,
            ),
          ],
    ),
  );
  const sentences = [
    messages.report.sentence(
      count(first.entered),
      messages.subject(subject, first.entered),
      first.name,
      rest,
    ),
  ];
  const worst = largestLoss(steps);
  sentences.push(
    worst === undefined
      ? messages.report.noLoss
      : messages.report.loss(
          worst.name,
          count(worst.dropped),
          count(worst.entered),
          percent(worst.dropped / worst.entered),
        ),
  );
  const open = steps.reduce((sum, step) => sum + step.open, 0);
  if (open > 0) {
    sentences.push(messages.report.open(count(open), messages.subject(subject, open), open === 1));
  }
  return sentences.join(' ');
}

/** The step after which most were lost, if anybody was; the earlier of two alike. */
export function largestLoss(steps: readonly ReportStep[]): ReportStep | undefined {
  let worst: ReportStep | undefined;
  for (const step of steps.slice(0, -1)) {
    if (step.dropped > (worst?.dropped ?? 0)) worst = step;
  }
  return worst;
}

/** What the series says: its extremes over complete buckets with enough in them, and what is still incomplete. */
export function seriesSentence(series: readonly SeriesBucket[], length: Interval, zone: string): string {
  const entered = series.filter(({ steps }) => (steps[0]?.entered ?? 0) > 0);
  if (entered.length === 0) return messages.series.none;
  const complete = entered.filter((one) => one.complete);
  const candidates = complete.length > 0 ? complete : entered;
  const judged = candidates.filter(({ steps }) => (steps[0]?.entered ?? 0) >= COMPARED_MIN);
  const byRate = judged.toSorted((a, b) => conversion(a) - conversion(b));
  const [low, high] = [byRate[0], byRate.at(-1)];
  const sentences: string[] = [];
  if (judged.length === 0) sentences.push(messages.series.tooFew(messages.intervalWords[length]));
  if (low !== undefined && high !== undefined) {
    sentences.push(
      conversion(low) === conversion(high)
        ? messages.series.steady(percent(conversion(high)))
        : messages.series.range(
            percent(conversion(low)),
            bucket(low.from, length, zone),
            percent(conversion(high)),
            bucket(high.from, length, zone),
          ),
    );
  }
  const incomplete = entered.length - complete.length;
  if (incomplete > 0) {
    const word = messages.intervalWords[length];
    sentences.push(
      messages.series.incomplete(count(incomplete), incomplete === 1 ? word : `${word}s`, incomplete === 1),
    );
  }
  return sentences.join(' ');
}

/** Share of those entering a bucket that came to the last step. */
export function conversion({ steps }: SeriesBucket): number {
  return steps.at(-1)?.rate_first ?? 0;
}

/** What the breakdown says; it claims a difference only where two intervals lie apart. */
export function breakdownSentence(rows: readonly BreakdownRow[]): string {
  const only = rows.length === 1 ? rows[0] : undefined;
  if (only !== undefined && !only.other) return messages.breakdown.only(valueName(only));
  const compared = rows.filter((row) => !row.other && (row.steps[0]?.entered ?? 0) >= COMPARED_MIN);
  if (compared.length < 2) return messages.breakdown.tooFew;
  const byRate = compared.toSorted((a, b) => rate(b) - rate(a));
  const [best, worst] = [byRate[0], byRate.at(-1)];
  const high = best?.steps.at(-1);
  const low = worst?.steps.at(-1);
  if (best === undefined || worst === undefined || high === undefined || low === undefined) {
    return messages.breakdown.tooFew;
  }
  const apart = (high.interval_first[0] ?? 0) > (low.interval_first[1] ?? 1);
  return apart
    ? messages.breakdown.differ(
        valueName(best),
        percent(high.rate_first),
        valueName(worst),
        percent(low.rate_first),
      )
    : messages.breakdown.alike;
}

/** What a row of a breakdown is called. */
export function valueName(row: BreakdownRow): string {
  if (row.other) return messages.breakdown.other;
  return row.value === '' ? messages.breakdown.unknown : row.value;
}

/** How the range differs from the one it is compared with: as a whole, and where most. */
export function comparisonSentence({ steps }: FunnelReport, compared: Compared): string {
  const words = messages.compare;
  const last = steps.at(-1);
  const lastThen = compared.steps.at(-1);
  const whole = compared.differences.at(-1)?.rate_first;
  if (last === undefined || lastThen === undefined || whole === undefined) return '';
  const figures = [
    percent(lastThen.rate_first),
    percent(last.rate_first),
    points(whole.difference),
    pointsInterval(whole.interval),
  ] as const;
  if (!whole.enough) return words.tooFew(figures[0], figures[1]);
  const sentences = [
    !whole.differs
      ? words.same(...figures)
      : whole.difference > 0
        ? words.rose(...figures)
        : words.fell(...figures),
  ];
  const beyond = compared.differences
    .filter(({ index, rate_previous: { differs } }) => index > 1 && differs)
    .toSorted((a, b) => Math.abs(b.rate_previous.difference) - Math.abs(a.rate_previous.difference));
  const [most] = beyond;
  const step = steps.find(({ index }) => index === most?.index);
  sentences.push(
    most === undefined || step === undefined
      ? words.noStep
      : words.mostAt(step.name, points(most.rate_previous.difference)),
  );
  return sentences.join(' ');
}

/** What can be said of a difference. */
export function differenceWord({ enough, differs, difference }: RateDifference): string {
  const words = messages.compare;
  if (!enough) return messages.stepSignals.notEnough;
  if (!differs) return words.withinNoise;
  return difference > 0 ? words.higher : words.lower;
}

/** Where people take longest, and how long all of it takes. */
export function timingSentence({ steps }: FunnelTiming): string {
  const words = messages.timing;
  const timed = steps.flatMap(({ name, from_previous: times }) =>
    times?.median === null || times === null ? [] : [{ name, median: times.median, n: times.n }],
  );
  const slowest = timed.toSorted((a, b) => b.median - a.median)[0];
  if (slowest === undefined) return words.none;
  const whole = steps.at(-1)?.from_first;
  const sentences = [words.slowest(slowest.name, duration(slowest.median))];
  if (typeof whole?.median === 'number' && typeof whole.p90 === 'number')
    sentences.push(words.whole(duration(whole.median), duration(whole.p90)));
  return sentences.join(' ');
}

/** What came in, and where most of what did not lies. */
export function worthSentence({ revenue, steps }: FunnelValue): string {
  const words = messages.worth;
  const sentences: string[] = [];
  if (revenue.length > 0) sentences.push(words.revenue(amountsText(revenue)));
  const currency = steps
    .flatMap(({ at_risk: amounts }) => amounts)
    .toSorted((a, b) => b.amount - a.amount)[0]?.currency;
  const atRisk = ({ at_risk: amounts }: FunnelValue['steps'][number]) =>
    amounts.find((one) => one.currency === currency)?.amount ?? 0;
  const most = steps.toSorted((a, b) => atRisk(b) - atRisk(a))[0];
  if (most !== undefined && atRisk(most) > 0)
    sentences.push(words.atRiskMost(amountsText(most.at_risk), most.name));
  return sentences.length === 0 ? words.none : sentences.join(' ');
}

function amountsText(amounts: readonly Amount[]): string {
  return list(amounts.map(({ amount, currency }) => money(amount, currency)));
}

/** Whether everything that came in was counted. */
export function qualitySentence(quality: Quality): string {
  const { accepted, republished, stored, duplicates, in_flight: inFlight } = quality;
  const missing = accepted + republished - stored - duplicates - inFlight;
  const sentences: string[] = [];
  if (missing !== 0 && quality.in_flight_exact) sentences.push(messages.quality.unbalanced(count(missing)));
  else if (inFlight > 0) sentences.push(messages.quality.onTheirWay(inFlightText(quality)));
  else sentences.push(messages.quality.allCounted);
  const unaccounted = quality.log?.missing ?? 0;
  if (unaccounted > 0) sentences.push(messages.quality.logMissing(count(unaccounted)));
  if (unaccounted < 0) sentences.push(messages.quality.logSurplus(count(-unaccounted)));
  const reasons = Object.entries(quality.rejected_by_code)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, n]) => messages.quality.reason(code, count(n)));
  if (reasons.length > 0) sentences.push(messages.quality.rejectedWhy(list(reasons)));
  return sentences.join(' ');
}

/** How many events are on their way; a lower bound says that it is one. */
export function inFlightText(quality: Quality): string {
  const n = count(quality.in_flight);
  return quality.in_flight_exact ? n : messages.quality.atLeast(n);
}

/** Events that programs sent, and of how many that is only suspected. */
export function botsText({ bots, bots_suspected: suspected }: Quality): string {
  return suspected > 0 ? messages.quality.botsOf(count(bots), count(suspected)) : count(bots);
}

/** How many events were lost, and which share that is. */
export function lostText({ loss }: Quality): string {
  if (loss === null) return messages.quality.notMeasured;
  const { lost, rate: share, expected } = loss.total;
  return expected === 0 ? messages.report.nothing : messages.quality.lostOf(count(lost), percent(share));
}

/** How much was lost on the way, how sure that is, and what is not judged. */
export function lossSentence({ total, unsettled, implausible }: Loss): string {
  const words = messages.loss;
  const sentences: string[] = [];
  if (total.expected === 0) sentences.push(words.nothingMeasured);
  else if (total.lost === 0)
    sentences.push(
      words.nothingLost(
        count(total.expected),
        count(total.page_views),
        percent(Math.max(total.interval[1] ?? 1, LEAST_SHARE)),
      ),
    );
  else
    sentences.push(
      words.sentence(
        count(total.expected),
        count(total.page_views),
        count(total.lost),
        percent(total.rate),
        intervalText(total.interval),
      ),
    );
  if (total.rejected > 0) sentences.push(words.rejected(count(total.rejected)));
  if (unsettled > 0) sentences.push(words.unsettled(count(unsettled), unsettled === 1));
  if (implausible > 0) sentences.push(words.implausible(count(implausible)));
  return sentences.join(' ');
}

/** What was lost between a step and the next. */
export function stepLossSentence({ step, next, measured }: StepLoss, steps: readonly ReportStep[]): string {
  return messages.loss.step(
    steps[step - 1]?.name ?? '',
    steps[next - 1]?.name ?? '',
    count(measured.expected),
    count(measured.lost),
    percent(measured.rate),
    intervalText(measured.interval),
  );
}

function rate(row: BreakdownRow): number {
  return row.steps.at(-1)?.rate_first ?? 0;
}
