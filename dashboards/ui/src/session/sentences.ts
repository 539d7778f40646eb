import type { SessionTimeline, VisitorHistory } from '../api/types';
import { count, duration, list, money } from '../words/format';
import { messages } from '../words/messages';

/** What a session was: how long, how much, whether it bought, and what troubled it. */
export function sessionSentence({ session }: SessionTimeline): string {
  const words = messages.session;
  const sentences = [
    words.sentence(
      duration(session.duration_seconds),
      count(session.page_views),
      count(session.events),
      session.page_views === 1,
      session.events === 1,
    ),
    words.between(session.entry_page, session.exit_page),
  ];
  if (session.purchases > 0)
    sentences.push(
      words.bought(count(session.purchases), money(session.revenue, ''), session.purchases === 1),
    );
  else sentences.push(words.boughtNothing);
  if (session.signals.length > 0)
    sentences.push(words.troubled(list(session.signals.map((signal) => messages.signals[signal]))));
  return sentences.join(' ');
}

/** What a visitor did in all sessions. */
export function visitorSentence({ totals }: VisitorHistory): string {
  const words = messages.visitor;
  return [
    words.sentence(
      count(totals.sessions),
      count(totals.page_views),
      count(totals.events),
      totals.sessions === 1,
    ),
    totals.purchases > 0
      ? words.bought(count(totals.purchases), money(totals.revenue, ''), totals.purchases === 1)
      : words.boughtNothing,
  ].join(' ');
}
