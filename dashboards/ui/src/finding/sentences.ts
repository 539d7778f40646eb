import type { View } from '../address/view';
import type { AtRisk, Finding, FindingReport } from '../api/types';
import { dayAt } from '../time/zone';
import { count, dayRangeIn, percent, points, roundMoney } from '../words/format';
import { messages } from '../words/messages';

/** What the page of the week says in words. */

const words = messages.findings;

/** How many of each kind were found, among how many comparisons. */
export function findingsSentence(report: FindingReport): string {
  const { breaks, misleading, missed_links: missed, tested } = report;
  const found = breaks.length + misleading.length + missed.length;
  const looked = words.looked(
    count(tested),
    words.comparisons(tested),
    words.ofFunnels(count(report.funnels), report.funnels === 1),
    words.ofLinks(count(report.links), report.links === 1),
  );
  if (found === 0)
    return tested === 0
      ? words.nothingTested
      : `${words.nothing} ${looked} ${words.level(percent(report.level))}`;
  const said = words.found(
    words.breaksFound(count(breaks.length), breaks.length === 1),
    words.misleadingFound(count(misleading.length), misleading.length === 1),
    words.missedFound(count(missed.length), missed.length === 1),
  );
  return `${said} ${looked} ${words.level(percent(report.level))}`;
}

/** The days, and those they are compared with. */
export function daysSentence({ from, to, before }: FindingReport, zone: string): string {
  return words.days(dayRangeIn(from, to, zone), dayRangeIn(before.from, before.to, zone));
}

/** The figures of a finding, by name: what it is called, and what it says. */
export function findingFigures(finding: Finding): readonly (readonly [string, string, string, string?])[] {
  const {
    kind,
    subjects,
    rate,
    expected,
    difference,
    interval: bounds,
    affected,
    trend,
    at_risk: risk,
  } = finding;
  return [
    ['subjects', words.subjects[kind], count(subjects)],
    ['rate', words.rates[kind], percent(rate), words.against[kind](percent(expected))],
    [
      'difference',
      words.less,
      words.points(lessBy(difference)),
      words.interval(messages.to(lessBy(bounds[0] ?? 0), lessBy(bounds[1] ?? 0))),
    ],
    ['affected', words.affected[kind], words.aboutMore(count(Math.round(affected)))],
    ['trend', words.trend, trendText(trend)],
    ...(risk === null ? [] : [['at_risk', words.atRisk, ...riskTexts(risk)] as const]),
  ];
}

/** A difference that is above 0 by what it is: its sign says nothing. */
export function lessBy(difference: number): string {
  return points(difference).replace('+', '');
}

/** `24.1% → 19.6%`, with what it was where that is known. */
export function trendText({ before, now }: Finding['trend']): string {
  return before === null ? words.onlyNow(percent(now)) : words.beforeNow(percent(before), percent(now));
}

/** Money that is at risk, and its interval. */
export function riskTexts({ value, currency, interval: [low = 0, high = 0] }: NonNullable<AtRisk>) {
  return [
    words.about(
      currency === ''
        ? `${roundMoney(value, '')} ${messages.overview.noCurrency}`
        : roundMoney(value, currency),
    ),
    words.interval(messages.to(roundMoney(low, currency), roundMoney(high, currency))),
  ] as const;
}

/** Where a finding can be looked at: what it is called, and the view. */
export function evidenceOf(
  { evidence }: Finding,
  { from, to }: Pick<FindingReport, 'from' | 'to'>,
  zone: string,
): readonly (readonly [string, Partial<View>])[] {
  const { kind, funnel, step, link, page } = evidence;
  const range = { from: dayAt(Date.parse(from), zone), to: dayAt(Date.parse(to), zone) };
  const views: (readonly [string, Partial<View>])[] = [];
  if (funnel !== null && step !== null)
    views.push([
      words.evidence[kind](String(step)),
      { page: 'funnels', funnel, step, range, compare: kind === 'fell' ? 'previous' : undefined },
    ]);
  if (link !== null) views.push([words.evidence.link(), { page: 'links', link, range }]);
  if (page?.startsWith('/') === true)
    views.push([words.clicksOn(page), { page: 'links', link: link ?? undefined, path: page, range }]);
  return views;
}
