import type {
  AtRisk,
  FrictionReport,
  FrictionSign,
  DetourReport,
  DropoffRow,
  DropoffSignal,
  FunnelDropoffs,
} from '../api/types';
import { elementName } from '../link/sentences';
import { count, list, percent, ratio, roundMoney } from '../words/format';
import { messages } from '../words/messages';

/** What the panel of a step says in words. */

const words = messages.dropoff;

/** How many went on and how many did not, and what most of those who did not did next. */
export function dropoffSentence(dropoffs: FunnelDropoffs, subject: 'visitor' | 'session'): string {
  const { entered, converted, dropped, open, excluded, name, next } = dropoffs;
  const sentences = [
    words.sentence(
      count(entered),
      messages.subject(subject, entered),
      name,
      count(converted),
      count(dropped),
      open > 0 ? count(open) : undefined,
    ),
  ];
  if (excluded > 0) sentences.push(words.excluded(count(excluded)));
  const most = next.filter(({ kind }) => kind !== 'other').toSorted((a, b) => b.dropped - a.dropped)[0];
  if (most !== undefined && most.dropped > 0) {
    const share = percent(most.share_dropped);
    sentences.push(most.kind === 'exit' ? words.mostLeft(share) : words.mostWent(rowName(most), share));
  }
  return sentences.join(' ');
}

/** What a row of what came next, was clicked or looked at is called. */
export function rowName({ kind, value }: DropoffRow): string {
  switch (kind) {
    case 'page':
    case 'click':
      return value;
    case 'event':
      return words.event(value);
    case 'exit':
      return words.exit;
    case 'pending':
      return words.pending;
    case 'none':
      return words.none;
    case 'other':
      return messages.breakdown.other;
  }
}

/** What came next, as lists of people say it: a path, `event:` and a name, or nothing. */
export function nextText(next: string): string {
  if (next === '') return words.exit;
  return next.startsWith('event:') ? words.event(next.slice('event:'.length)) : next;
}

/** The findings alone; that there are none, or that there is too little to find any, is said too. */
export function signalsSentence(signals: readonly DropoffSignal[], subject: 'visitor' | 'session'): string {
  const subjects = messages.subject(subject, 2);
  const findings = signals.flatMap((signal) => {
    const { odds_ratio: odds, interval: bounds, finding } = signal;
    if (!finding || odds === null || bounds === null) return [];
    return [
      messages.stepSignals.finding(
        subjects,
        messages.stepSignals.saw[signal.signal],
        ratio(odds),
        ratio(bounds[0] ?? 0),
        ratio(bounds[1] ?? 0),
      ),
    ];
  });
  if (findings.length > 0) return findings.join(' ');
  const judged = signals.filter(({ enough }) => enough);
  if (judged.length === 0) return messages.stepSignals.tooFew;
  return messages.stepSignals.noFinding(
    list(judged.map(({ signal }) => messages.stepSignals.names[signal].toLowerCase())),
  );
}

/** What can be said of one signal. */
export function signalVerdict({ enough, finding, odds_ratio: odds }: DropoffSignal): string {
  if (!enough) return messages.stepSignals.notEnough;
  if (finding) return messages.stepSignals.more;
  return (odds ?? 1) < 1 ? messages.stepSignals.notMore : messages.stepSignals.chance;
}

/** Which detour keeps most people from the next step, or that none was seen to. */
export function detourSentence(
  { detours, direct, left }: DetourReport,
  subject: 'visitor' | 'session',
): string {
  const words = messages.detours;
  const went = detours.reduce((all, { subjects }) => all + subjects, 0);
  const ways = words.ways(count(direct), count(went), count(left), messages.subject(subject, direct));
  const [worst] = detours;
  return worst?.verdict === 'fatal' && worst.lost_because !== null
    ? `${ways} ${words.worst(worst.value, percent(worst.loss_rate), count(Math.round(worst.lost_because)))}`
    : `${ways} ${words.noneFatal}`;
}

/** How many met signs of trouble, and which of them keeps most people away, if one is seen to. */
export function frictionSentence(
  { met, subjects, name, rows, signs }: FrictionReport,
  subject: 'visitor' | 'session',
): string {
  const said = messages.friction;
  const share = percent(subjects === 0 ? 0 : met / subjects);
  const how = said.sentence(count(met), count(subjects), messages.subject(subject, subjects), share, name);
  const worst = [...rows, ...signs]
    .filter(({ verdict, lost_because: lost }) => verdict === 'harmful' && lost !== null)
    .toSorted((a, b) => (b.lost_because ?? 0) - (a.lost_because ?? 0))
    .at(0);
  if (worst === undefined) return `${how} ${said.noneHarmful}`;
  const exactly = worst.detail === '' && worst.element === null ? '' : said.named(signDetail(worst));
  const without = worst.rate_without === null ? messages.report.nothing : percent(worst.rate_without);
  const because = count(Math.round(worst.lost_because ?? 0));
  return `${how} ${said.worst(said.names[worst.sign], exactly, percent(worst.rate), without, because)}`;
}

/** What exactly it was: what the element says, the message, the field, the vital or the term. */
export function signDetail({ detail, element }: FrictionSign): string {
  const name = element === null ? detail : elementName(element);
  return name === '' ? messages.friction.unknown : name;
}

/** The interval of money that is at risk. */
export function riskInterval({ currency, interval: [low = 0, high = 0] }: NonNullable<AtRisk>): string {
  return messages.to(roundMoney(low, currency), roundMoney(high, currency));
}
