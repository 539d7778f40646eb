import type { AlertJudgement, AlertRule, AlertState } from '../api/types';
import { count, duration, interval, isoDuration, moment, percent } from '../words/format';
import { messages } from '../words/messages';

const words = messages.alerts;

/** What a rule says, in words. */
export function ruleSentence({ metric, when, period, minimum, quiet }: AlertRule): string {
  const value = when.value ?? 0;
  const condition = words.conditions[when.is](metric.of === 'lag' ? duration(value) : percent(value));
  const figure = words.figures[metric.of](metric.id ?? '', metric.step);
  const each = period === undefined ? '' : words.each(words.periods[period], count(minimum ?? 30));
  return `${figure} ${condition}${each}${words.quietFor(isoDuration(quiet ?? 'PT24H'))}`;
}

/** How it stands. */
export function stateSentence({ status, since }: AlertState, zone: string): string {
  return since === null ? words.states[status] : words.since(words.states[status], moment(since, zone));
}

/** What was judged last. */
export function judgedSentence({ metric }: AlertRule, judged: AlertJudgement, zone: string): string {
  const { value, from, to, subjects, expected, reason } = judged;
  const figure =
    value === null
      ? messages.report.nothing
      : metric.of === 'lag'
        ? duration(value)
        : judged.interval.length === 0
          ? percent(value)
          : words.within(percent(value), interval(judged.interval));
  const of = subjects === null ? '' : words.of(count(subjects));
  const when = from === null ? moment(to, zone) : messages.to(moment(from, zone), moment(to, zone));
  const against =
    expected === null
      ? ''
      : expected.weeks === 1
        ? words.before(percent(expected.value))
        : words.band(interval([expected.low, expected.high]));
  return words.judged(figure + of, when, against, reason);
}

/** What became of the last message; undefined where none was sent. */
export function messageSentence({ message }: AlertState, zone: string): string | undefined {
  if (message === null) return undefined;
  const failed = message.deliveries.find(({ outcome }) => outcome !== 'taken');
  const fate =
    failed === undefined
      ? words.sent
      : failed.outcome === 'given_up'
        ? words.givenUp(failed.error ?? '')
        : words.pending(failed.error ?? '');
  return words.message(words.events[message.event], moment(message.at, zone), fate);
}
