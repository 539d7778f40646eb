import type { Metric } from '../address/view';
import type { Overview, OverviewBucket, ChannelReport, ProductReport, SearchTermReport } from '../api/types';
import { wilson } from '../chart/wilson';
import type { Interval } from '../time/range';
import { bucket, count, interval as intervalText, list, money, percent } from '../words/format';
import { messages } from '../words/messages';
import { isRate, metricOf, metricText } from './metric';

/** Fewer sessions than this in a value are not compared with others. */
const COMPARED_MIN = 30;

/** Who came, and what came of it. */
export function overviewSentence({ totals, revenue_by_currency: revenue }: Overview): string {
  const words = messages.overview;
  if (totals.sessions === 0) return words.nobody;
  const converted = Math.round(totals.conversion_rate * totals.sessions);
  const sentences = [
    words.came(count(totals.visitors), count(totals.sessions), totals.visitors === 1, totals.sessions === 1),
    words.converted(percent(totals.conversion_rate), intervalText(wilson(converted, totals.sessions))),
  ];
  const amounts = amountsOf(revenue);
  if (totals.purchases > 0)
    sentences.push(words.purchased(count(totals.purchases), amounts, totals.purchases === 1));
  sentences.push(words.bounced(percent(totals.bounce_rate)));
  return sentences.join(' ');
}

/** How a figure went: its extremes over complete buckets, and what is not complete yet. */
export function courseSentence(
  series: readonly OverviewBucket[],
  metric: Metric,
  length: Interval,
  zone: string,
  currency: string,
): string {
  const words = messages.overview;
  const filled = series.filter(({ figures }) => figures.sessions > 0);
  const complete = filled.filter((one) => one.complete);
  const judged = isRate(metric)
    ? complete.filter(({ figures }) => figures.sessions >= COMPARED_MIN)
    : complete;
  const byValue = judged.toSorted((a, b) => metricOf(a.figures, metric) - metricOf(b.figures, metric));
  const [low, high] = [byValue[0], byValue.at(-1)];
  const sentences: string[] = [];
  const text = (one: OverviewBucket) => metricText(metricOf(one.figures, metric), metric, currency);
  if (low !== undefined && high !== undefined && low !== high)
    sentences.push(
      words.between(text(low), bucket(low.from, length, zone), text(high), bucket(high.from, length, zone)),
    );
  const incomplete = filled.length - complete.length;
  if (incomplete > 0) {
    const word = messages.intervalWords[length];
    sentences.push(
      words.incomplete(count(incomplete), incomplete === 1 ? word : `${word}s`, incomplete === 1),
    );
  }
  return sentences.length === 0 ? words.tooShort : sentences.join(' ');
}

/** Where sessions came from; a difference is claimed only where two intervals lie apart. */
export function channelSentence({ rows, total }: ChannelReport): string {
  const words = messages.acquisition;
  const named = rows.filter(({ other }) => !other);
  const most = named[0];
  if (most === undefined || total.sessions === 0) return words.none;
  const sentences = [words.most(valueName(most.value), percent(most.sessions / total.sessions))];
  const compared = named
    .filter(({ sessions }) => sessions >= COMPARED_MIN)
    .toSorted((a, b) => b.conversion_rate - a.conversion_rate);
  const [best, worst] = [compared[0], compared.at(-1)];
  if (best === undefined || worst === undefined || best === worst) sentences.push(words.tooFew);
  else if ((best.conversion_interval[0] ?? 0) > (worst.conversion_interval[1] ?? 1))
    sentences.push(
      words.differ(
        valueName(best.value),
        percent(best.conversion_rate),
        valueName(worst.value),
        percent(worst.conversion_rate),
      ),
    );
  else sentences.push(words.alike);
  return sentences.join(' ');
}

/** What is searched for, and how often nothing is found. */
export function searchSentence({ rows, total, terms }: SearchTermReport): string {
  const words = messages.search;
  const most = rows.find(({ other }) => !other);
  if (most === undefined || total.searches === 0) return words.none;
  const sentences = [
    words.sentence(count(total.searches), count(terms), termName(most.term), count(most.searches)),
  ];
  sentences.push(
    total.results_known === 0
      ? words.resultsUnknown
      : words.without(
          percent(total.without_results_rate),
          intervalText(wilson(total.without_results, total.results_known)),
        ),
  );
  const empty = rows
    .filter(({ other, without_results: none }) => !other && none > 0)
    .toSorted((a, b) => b.without_results - a.without_results);
  if (empty.length > 0)
    sentences.push(words.emptyTerms(list(empty.slice(0, 3).map(({ term }) => `“${termName(term)}”`))));
  return sentences.join(' ');
}

/** How far products come. */
export function productSentence({ total, values }: ProductReport): string {
  const words = messages.products;
  if (total.viewed + total.carted + total.bought === 0) return words.none;
  return words.sentence(
    count(values),
    count(total.viewed),
    percent(total.cart_rate),
    percent(total.buy_rate),
    intervalText(total.buy_interval),
  );
}

export function valueName(value: string): string {
  return value === '' ? messages.breakdown.unknown : value;
}

export function termName(term: string): string {
  return term === '' ? messages.search.noTerm : term;
}

/** Amounts in each currency, the largest first: sums over currencies mean nothing. */
export function amountsOf(revenue: Overview['revenue_by_currency']): string {
  return list(
    revenue
      .toSorted((a, b) => b.amount - a.amount)
      .map(({ currency, amount }) =>
        currency === '' ? `${money(amount, '')} ${messages.overview.noCurrency}` : money(amount, currency),
      ),
  );
}
