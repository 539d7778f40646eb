import { Link } from '../address/Link';
import type { SessionRow, Site } from '../api/types';
import { count, duration, money, shortMoment } from '../words/format';
import { messages } from '../words/messages';
import { Signals } from './Signals';
import { deviceOf, originOf } from './describe';

/** Sessions, a row each; each leads to what happened in it. */
export function SessionTable({
  sessions,
  site,
  label,
  withVisitor = false,
}: {
  sessions: readonly SessionRow[];
  site: Site;
  label: string;
  withVisitor?: boolean;
}) {
  const words = messages.sessions;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={messages.tableOf(label)}>
      <table className="texts session-table">
        <thead>
          <tr>
            <th scope="col">{words.begun}</th>
            {withVisitor && <th scope="col">{messages.people.visitor}</th>}
            <th scope="col">{words.pages}</th>
            <th scope="col" className="figure">
              {words.length}
            </th>
            <th scope="col" className="figure">
              {words.views}
            </th>
            <th scope="col" className="figure">
              {words.events}
            </th>
            <th scope="col">{words.signals}</th>
            <th scope="col" className="figure">
              {words.bought}
            </th>
            <th scope="col">{words.cameFrom}</th>
            <th scope="col">{messages.dimensions.device}</th>
            <th scope="col">{messages.dimensions.country}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.session_id} data-session={session.session_id}>
              <th scope="row">
                <Link to={{ session: session.session_id }}>{shortMoment(session.start, site.time_zone)}</Link>
              </th>
              {withVisitor && (
                <td className="path">
                  <Link to={{ visitor: session.visitor_id, session: undefined }}>{session.visitor_id}</Link>
                </td>
              )}
              <td className="path">
                {session.entry_page === session.exit_page
                  ? session.entry_page
                  : `${session.entry_page} → ${session.exit_page}`}
              </td>
              <td className="figure">{duration(session.duration_seconds)}</td>
              <td className="figure">{count(session.page_views)}</td>
              <td className="figure">{count(session.events)}</td>
              <td>
                <Signals signals={session.signals} />
              </td>
              <td className="figure">
                {session.purchases === 0
                  ? messages.report.nothing
                  : session.revenue > 0
                    ? money(session.revenue, '')
                    : count(session.purchases)}
              </td>
              <td className="wraps">{originOf(session)}</td>
              <td className="wraps">{deviceOf(session)}</td>
              <td>{session.country}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
