import type {
  BreakdownRow,
  FunnelReport,
  Loss,
  Quality,
  ReportStep,
  SeriesBucket,
  StepLoss,
} from '../api/types';
import type { Interval } from '../time/range';
import { bucket, count, interval as intervalText, list, percent } from './format';
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
