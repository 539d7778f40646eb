import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { useVisitor } from '../api/reports';
import type { Site, VisitorHistory } from '../api/types';
import { Facts } from '../session/Facts';
import { visitorSentence } from '../session/sentences';
import { SessionTable } from '../session/SessionTable';
import { Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { count, list, moment } from '../words/format';
import { messages } from '../words/messages';
import { Table } from '../view/Table';

/** One visitor: every session, by which channels, and how far in which funnels. */
export function VisitorPage({ id, site, view }: { id: string; site: Site; view: View }) {
  const words = messages.visitor;
  const answer = useVisitor(site.site, id);
  useTitle(words.title(id), site.site);
  return (
    <>
      <p className="back">
        <Link to={onPage(view, 'sessions')}>{messages.session.all}</Link>
      </p>
      <h1 className="long">{words.title(id)}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[48, 96, 420]} />}>
        {(history) => <History history={history} site={site} view={view} />}
      </Loaded>
    </>
  );
}

function History({ history, site, view }: { history: VisitorHistory; site: Site; view: View }) {
  const words = messages.visitor;
  const { from, to, user_ids: users, left_out: leftOut, channels, sessions, more, funnels } = history;
  return (
    <div className="sessions">
      <p className="answer lead-answer" data-figure="visitor.sentence">
        {visitorSentence(history)}
      </p>
      {leftOut && <p className="note">{words.leftOut}</p>}
      <Facts
        facts={[
          [words.first, moment(from, site.time_zone)],
          [words.last, moment(to, site.time_zone)],
          [messages.people.user, list(users)],
          [
            words.channels,
            list(
              channels.map(({ channel, channel_group: group, sessions: n }) =>
                words.channel([channel, group].filter((part) => part !== '').join(', '), count(n)),
              ),
            ),
          ],
        ]}
      />
      {funnels.length > 0 && (
        <section className="panel" aria-labelledby="entered-title">
          <h2 id="entered-title">{words.funnels}</h2>
          <Table
            label={messages.tableOf(words.funnels)}
            className="texts"
            columns={[words.funnel, words.reached, words.entered, words.lastStep]}
          >
            {funnels.map((funnel) => (
              <tr key={funnel.id}>
                <th scope="row">
                  <Link to={{ ...onPage(view, 'funnels'), funnel: funnel.id }}>{funnel.name}</Link>
                </th>
                <td>{words.level(String(funnel.level), String(funnel.steps), funnel.reached)}</td>
                <td>{moment(funnel.entered_at, site.time_zone)}</td>
                <td>{moment(funnel.last_step_at, site.time_zone)}</td>
              </tr>
            ))}
          </Table>
        </section>
      )}
      <section className="panel" aria-labelledby="sessions-title">
        <h2 id="sessions-title">{words.sessions}</h2>
        <SessionTable sessions={sessions} site={site} label={words.sessions} />
        {more > 0 && <p className="hint">{words.more(count(more))}</p>}
      </section>
    </div>
  );
}
