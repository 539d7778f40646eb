import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { useSession } from '../api/reports';
import type { SessionTimeline, Site, TimelineEvent, TimelineFunnel } from '../api/types';
import { Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { count, duration, money, moment, timeOfDay } from '../words/format';
import { messages } from '../words/messages';
import { deviceOf, originOf } from './describe';
import { Signals } from './Signals';
import { Facts } from './Facts';
import { sessionSentence } from './sentences';

/** Shorter pauses than this are not worth a line. */
const GAP_TOLD_SECONDS = 30;

/** Everything that happened in one session, in order. */
export function SessionPage({ id, site, view }: { id: string; site: Site; view: View }) {
  const words = messages.session;
  const answer = useSession(site.site, id);
  const { data } = answer;
  const title = data === undefined ? words.title : words.titleOf(moment(data.session.start, site.time_zone));
  useTitle(title, site.site);
  return (
    <>
      <p className="back">
        <Link to={onPage(view, 'sessions')}>{words.all}</Link>
      </p>
      <h1>{title}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[48, 96, 560]} />}>
        {(timeline) => <Timeline timeline={timeline} site={site} view={view} />}
      </Loaded>
    </>
  );
}

function Timeline({ timeline, site, view }: { timeline: SessionTimeline; site: Site; view: View }) {
  const words = messages.session;
  const { session, events, funnels, more } = timeline;
  return (
    <div className="sessions">
      <p className="answer lead-answer" data-figure="session.sentence">
        {sessionSentence(timeline)}
      </p>
      <Facts
        facts={[
          [
            messages.people.visitor,
            <Link key="visitor" to={{ ...onPage(view, 'sessions'), visitor: session.visitor_id }}>
              {session.visitor_id}
            </Link>,
          ],
          [messages.people.user, session.user_id],
          [messages.dimensions.device, deviceOf(session)],
          [messages.dimensions.country, session.country],
          [messages.sessions.cameFrom, originOf(session)],
          [messages.dimensions.channel, session.channel],
          [messages.dimensions.bot, session.bot],
          [
            messages.sessions.signals,
            session.signals.length === 0 ? '' : <Signals key="signals" signals={session.signals} />,
          ],
        ]}
      />
      <section className="panel" aria-labelledby="timeline-title">
        <h2 id="timeline-title">{words.timeline}</h2>
        <FunnelLinks funnels={funnels} view={view} />
        <ol className="timeline">
          {events.map((event) => (
            <Entry
              key={event.event_id}
              event={event}
              zone={site.time_zone}
              funnels={funnels}
              chosen={view.funnel}
            />
          ))}
        </ol>
        {more > 0 && <p className="hint">{words.more(count(more))}</p>}
      </section>
    </div>
  );
}

/** The funnels whose steps are marked, each a way to its report. */
function FunnelLinks({ funnels, view }: { funnels: readonly TimelineFunnel[]; view: View }) {
  if (funnels.length === 0) return null;
  const words = messages.session;
  return (
    <p className="hint">
      {words.marked}{' '}
      {funnels.map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 && ' · '}
          <Link to={{ ...onPage(view, 'funnels'), funnel: id }}>{name}</Link>
        </span>
      ))}
      . {words.markedHint}
    </p>
  );
}

function Entry({
  event,
  zone,
  funnels,
  chosen,
}: {
  event: TimelineEvent;
  zone: string;
  funnels: readonly TimelineFunnel[];
  chosen: string | undefined;
}) {
  const words = messages.session;
  const isPage = event.name === 'page_view';
  const gap = event.gap_seconds ?? 0;
  const details = detailsOf(event);
  const kind = event.signal !== null ? 'trouble' : isPage ? 'view' : 'other';
  return (
    <>
      {gap >= GAP_TOLD_SECONDS && <li className="pause">{words.pause(duration(gap))}</li>}
      <li className={`entry entry-${kind}`} data-event={event.event_id}>
        <time dateTime={event.time}>{timeOfDay(event.time, zone)}</time>
        <div>
          <p>
            <strong>{event.name}</strong>{' '}
            {event.signal !== null && <span className="signal">{messages.signals[event.signal]}</span>}{' '}
            {event.steps.map(({ funnel, step, chain }) => (
              <StepMark
                key={`${funnel} ${step}`}
                funnel={funnels.find(({ id }) => id === funnel)}
                step={step}
                chain={chain}
                isChosen={funnel === chosen}
              />
            ))}
          </p>
          {(isPage || event.element === '') && event.path !== '' && (
            <p className="entry-where">
              <code>{event.path}</code> {isPage && event.title}
            </p>
          )}
          {!isPage && event.element !== '' && (
            <p className="entry-where">{words.on(event.element, event.path)}</p>
          )}
          {details.length > 0 && (
            <dl className="details">
              {details.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </li>
    </>
  );
}

/** A step that the event matches; whole where it is of the chain that the funnel reports, hollow where it is not. */
function StepMark({
  funnel,
  step,
  chain,
  isChosen,
}: {
  funnel: TimelineFunnel | undefined;
  step: number;
  chain: boolean;
  isChosen: boolean;
}) {
  if (funnel === undefined) return null;
  const text = messages.session.step(funnel.name, String(step), funnel.steps[step - 1] ?? '');
  return (
    <span className={`step-mark${chain ? ' step-chain' : ''}${isChosen ? ' step-chosen' : ''}`}>
      {text} {!chain && <small>{messages.session.notCounted}</small>}
    </span>
  );
}

function detailsOf(event: TimelineEvent): [string, string][] {
  const { value, currency, items, props, late, republished, consent } = event;
  const words = messages.session;
  const details: [string, string][] = Object.entries(props);
  if (value !== null) details.push([words.value, money(value, currency)]);
  if (items > 0) details.push([words.items, count(items)]);
  if (late) details.push([words.late, messages.series.yes]);
  if (republished) details.push([words.republished, messages.series.yes]);
  if (consent) details.push([words.consent, consent]);
  return details;
}
