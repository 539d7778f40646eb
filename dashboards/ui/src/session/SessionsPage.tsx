import { useState } from 'react';
import { Link } from '../address/Link';
import { go } from '../address/use-view';
import { useSessions } from '../api/reports';
import type { SessionList } from '../api/types';
import type { PageProps } from '../Pages';
import { Empty, Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { VisitorPage } from '../visitor/VisitorPage';
import { count, moment } from '../words/format';
import { messages } from '../words/messages';
import './session.css';
import { SessionPage } from './SessionPage';
import { SessionTable } from './SessionTable';

/** Sessions to look through, one of them, or the visitor behind them: as the address says. */
export default function SessionsPage(props: PageProps) {
  const { site, view } = props;
  if (view.session !== undefined)
    return <SessionPage key={view.session} id={view.session} site={site} view={view} />;
  if (view.visitor !== undefined)
    return <VisitorPage key={view.visitor} id={view.visitor} site={site} view={view} />;
  return <Sessions {...props} />;
}

function Sessions({ site, view, range }: PageProps) {
  const words = messages.sessions;
  useTitle(messages.pages.names.sessions, site.site);
  const answer = useSessions(site.site, range, view, view.search, view.after);
  return (
    <>
      <h1>{messages.pages.names.sessions}</h1>
      <Search key={view.search} search={view.search} />
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 560]} />}>
        {(list) => (
          <div className="sessions" aria-busy={answer.isPlaceholderData}>
            <div className="lead">
              <p className="answer" data-figure="sessions.sentence" role="status">
                {sentence(list, view.search)}
              </p>
              <p className="hint">{messages.live.asOf(moment(list.as_of, site.time_zone))}.</p>
            </div>
            {list.sessions.length === 0 ? (
              <Empty
                as="h2"
                title={words.none}
                hint={view.search === undefined ? words.noneHint : words.noneFoundHint}
              />
            ) : (
              <section className="panel" aria-label={words.list}>
                <SessionTable sessions={list.sessions} site={site} label={words.list} withVisitor />
                <Paging list={list} after={view.after} />
              </section>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

function Search({ search }: { search: string | undefined }) {
  const words = messages.sessions;
  const [text, setText] = useState(search ?? '');
  return (
    <search>
      <form
        className="choice"
        onSubmit={(event) => {
          event.preventDefault();
          go({ search: text.trim() === '' ? undefined : text.trim(), after: undefined });
        }}
      >
        <label className="field session-search">
          <span>{words.search}</span>
          <input
            type="search"
            maxLength={200}
            value={text}
            aria-describedby="session-search-hint"
            onChange={({ target }) => setText(target.value)}
          />
          <small id="session-search-hint">{words.searchHint}</small>
        </label>
        <button type="submit">{words.find}</button>
      </form>
    </search>
  );
}

function sentence({ total, sessions }: SessionList, search: string | undefined): string {
  const words = messages.sessions;
  const all =
    search === undefined
      ? words.total(count(total), total === 1)
      : words.found(count(total), search, total === 1);
  return sessions.length < total ? `${all} ${words.shown(count(sessions.length))}` : all;
}

/** Pages of a list that grows at its front: onwards by what the API says, back to the newest, and the browser's back. */
function Paging({ list, after }: { list: SessionList; after: string | undefined }) {
  const words = messages.sessions;
  if (list.next_after === null && after === undefined) return null;
  return (
    <nav className="paging" aria-label={words.paging}>
      {after !== undefined && <Link to={{ after: undefined }}>{words.newest}</Link>}
      {list.next_after !== null && <Link to={{ after: list.next_after }}>{words.older}</Link>}
    </nav>
  );
}
