import { useEffect, useState, type ReactNode } from 'react';
import type { Answer } from '../api/queries';
import type { ProblemError } from '../api/problem';
import { ago } from '../words/format';
import { messages } from '../words/messages';

/**
 * An answer in each of its states: a skeleton before the first one, the problem with a way to try again, and the
 * last figures with a notice when a refresh failed.
 */
export function Loaded<T>({
  answer,
  skeleton,
  children,
}: {
  answer: Answer<T>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (answer.data !== undefined) {
    return (
      <>
        {answer.error !== null && <Stale problem={answer.error} since={answer.dataUpdatedAt} />}
        {children(answer.data)}
      </>
    );
  }
  if (answer.error !== null) {
    return (
      <ProblemNote problem={answer.error} retry={() => void answer.refetch()} busy={answer.isFetching} />
    );
  }
  return (
    <div role="status" aria-label={messages.loading}>
      {skeleton}
    </div>
  );
}

export function ProblemNote({
  problem,
  retry,
  busy = false,
}: {
  problem: ProblemError;
  retry?: () => void;
  busy?: boolean;
}) {
  return (
    <div className="note note-problem" role="alert">
      <strong>{problem.title}</strong>
      {problem.detail !== '' && <p>{problem.detail}</p>}
      {problem.faults.length > 0 && (
        <ul>
          {problem.faults.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <code>{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {retry !== undefined && (
        <button type="button" onClick={retry} disabled={busy}>
          {messages.problem.retry}
        </button>
      )}
    </div>
  );
}

function Stale({ problem, since }: { problem: ProblemError; since: number }) {
  const now = useNow();
  return (
    <p className="note note-stale" role="status">
      {messages.problem.stale(problem.title, ago(new Date(since).toISOString(), now))}
    </p>
  );
}

/** @param as the heading's rank: `h1` where nothing else on the page is what it is about */
export function Empty({
  as: Heading = 'h1',
  title,
  hint,
  children,
}: {
  as?: 'h1' | 'h2';
  title: string;
  hint: string;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <Heading>{title}</Heading>
      <p>{hint}</p>
      {children}
    </div>
  );
}

/** Grey boxes of the size of what is coming, so that nothing jumps. */
export function Skeleton({ heights }: { heights: readonly number[] }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {heights.map((height, at) => (
        <div key={at} style={{ height }} />
      ))}
    </div>
  );
}

/** The time, again every second. */
export function useNow(everyMillis = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(timer);
  }, [everyMillis]);
  return now;
}
