import { Link } from '../address/Link';
import type { SessionRow, Site } from '../api/types';
import { count, duration, money, shortMoment } from '../words/format';
import { messages } from '../words/messages';
import { Signals } from './Signals';
import { deviceOf, originOf } from './describe';
import { Table } from '../view/Table';

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
    <Table
      label={messages.tableOf(label)}
      className="texts session-table"
      columns={[
        words.begun,
        withVisitor && messages.people.visitor,
        words.pages,
        { name: words.length, className: 'figure' },
        { name: words.views, className: 'figure' },
        { name: words.events, className: 'figure' },
        words.signals,
        { name: words.bought, className: 'figure' },
        words.cameFrom,
        messages.dimensions.device,
        messages.dimensions.country,
      ]}
    >
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
    </Table>
  );
}
