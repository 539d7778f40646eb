import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link } from '../address/Link';
import { SUBJECT_STATES, onPage, type SubjectState, type View } from '../address/view';
import type { ProblemError } from '../api/problem';
import { POLL_ASKED_MILLIS, useHttp } from '../api/queries';
import type { FunnelSubject, FunnelSubjects, ReportStep, Site } from '../api/types';
import { CsvButton } from '../funnel/CsvButton';
import { ask, type Question } from '../funnel/queries';
import { ProblemNote, Skeleton } from '../view/State';
import { count, list, moment } from '../words/format';
import { messages } from '../words/messages';
import { nextText } from './sentences';
import { Table } from '../view/Table';

const words = messages.stepPeople;
const ROWS = 20;

/** The people behind a figure of a step, each with the session in which it happened. */
export function Subjects({
  site,
  view,
  question,
  step,
  state,
  subject,
}: {
  site: Site;
  view: View;
  question: Question;
  step: ReportStep;
  /** Undefined: none are listed yet. */
  state: SubjectState | undefined;
  subject: 'visitor' | 'session';
}) {
  const box = useRef<HTMLDivElement>(null);
  const wanted = `${step.index} ${state ?? ''}`;
  // What was pressed may be far up; the list it opened is brought into view, and the keyboard goes on there.
  const before = useRef(state === undefined ? wanted : undefined);
  useEffect(() => {
    if (before.current === wanted) return;
    before.current = wanted;
    if (state !== undefined) box.current?.focus();
  }, [wanted, state]);
  return (
    <div className="people" ref={box} tabIndex={-1} role="region" aria-label={words.title}>
      <h3>{words.title}</h3>
      <ul className="segments small">
        {SUBJECT_STATES.filter((one) => one !== 'excluded' || step.excluded > 0).map((one) => (
          <li key={one}>
            <Link
              to={{ step: step.index, state: one }}
              current={state === one}
              className="tab"
              label={messages.report.people(count(step[one]), messages.states[one], step.name)}
            >
              {count(step[one])} {messages.states[one]}
            </Link>
          </li>
        ))}
      </ul>
      {state === undefined ? (
        <p className="hint">{words.hint}</p>
      ) : (
        <List site={site} view={view} question={question} step={step} state={state} subject={subject} />
      )}
    </div>
  );
}

function List({
  site,
  view,
  question,
  step,
  state,
  subject,
}: {
  site: Site;
  view: View;
  question: Question;
  step: ReportStep;
  state: SubjectState;
  subject: 'visitor' | 'session';
}) {
  const http = useHttp();
  const more = { step: step.index, state, limit: ROWS };
  const answer = useInfiniteQuery<
    FunnelSubjects,
    ProblemError,
    { pages: FunnelSubjects[] },
    unknown[],
    string | undefined
  >({
    queryKey: ['funnel-people', question, step.index, state],
    queryFn: ({ pageParam, signal }) =>
      ask<FunnelSubjects>(http, 'subjects', question, { ...more, after: pageParam }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next_after: next }) => next ?? undefined,
    // The figure above the list goes on; the list must go on adding up to it.
    refetchInterval: POLL_ASKED_MILLIS,
  });
  const problem = answer.error !== null && (
    <ProblemNote problem={answer.error} retry={() => void answer.refetch()} busy={answer.isFetching} />
  );
  const pages = answer.data?.pages;
  const first = pages?.[0];
  if (pages === undefined || first === undefined) {
    return (
      problem || (
        <div role="status" aria-label={messages.loading}>
          <Skeleton heights={[20, 160]} />
        </div>
      )
    );
  }
  const subjects = pages.flatMap((page) => page.subjects);
  const isItem = first.unit === 'item';
  return (
    <>
      {problem}
      <div className="panel-head">
        <p className="answer">
          <strong data-figure="people.total">{count(first.total)}</strong>{' '}
          {words.total(messages.subject(subject, first.total), messages.states[state], isItem)}{' '}
          {subjects.length < first.total && words.shown(count(subjects.length))}
        </p>
        <CsvButton
          part="subjects"
          question={question}
          more={{ ...more, limit: 1_000 }}
          name={`people-${step.index}-${state}`}
        />
      </div>
      {subjects.length > 0 && (
        <Table
          label={words.table}
          className="people-table"
          columns={[
            words.who,
            { name: words.reached, className: 'text' },
            subjects.some(({ held }) => held !== null) && { name: words.held, className: 'text' },
            { name: words.lastPage, className: 'text' },
            { name: words.lastClick, className: 'text' },
            { name: words.next, className: 'text' },
            { name: words.signals, className: 'text' },
          ]}
        >
          {subjects.map((one) => (
            <Row
              key={`${one.visitor_id} ${one.session_start ?? ''} ${one.held ?? ''}`}
              one={one}
              site={site}
              view={view}
              withHeld={subjects.some(({ held }) => held !== null)}
            />
          ))}
        </Table>
      )}
      {answer.hasNextPage && (
        <button
          type="button"
          disabled={answer.isFetchingNextPage}
          onClick={() => void answer.fetchNextPage()}
        >
          {words.more}
        </button>
      )}
    </>
  );
}

function Row({
  one,
  site,
  view,
  withHeld,
}: {
  one: FunnelSubject;
  site: Site;
  view: View;
  withHeld: boolean;
}) {
  const sessions = onPage(view, 'sessions');
  const time = moment(one.reached_at, site.time_zone);
  return (
    <tr>
      <th scope="row">
        <Link to={{ ...sessions, visitor: one.visitor_id }} label={words.visitor(one.visitor_id)}>
          {one.visitor_id}
        </Link>
      </th>
      <td className="text">
        {one.session_id === null ? (
          time
        ) : (
          <Link to={{ ...sessions, session: one.session_id }} label={words.session(time)}>
            {time}
          </Link>
        )}
      </td>
      {withHeld && <td className="text">{one.held ?? messages.report.nothing}</td>}
      <td className="text">{one.last_page === '' ? messages.breakdown.unknown : one.last_page}</td>
      <td className="text">{one.last_click === '' ? messages.report.nothing : one.last_click}</td>
      <td className="text">{nextText(one.next)}</td>
      <td className="text">
        {one.signals.length === 0
          ? messages.report.nothing
          : list(one.signals.map((signal) => messages.stepSignals.names[signal]))}
      </td>
    </tr>
  );
}
