import { Component, type ReactNode } from 'react';
import { ProblemError } from '../api/problem';
import { messages } from '../words/messages';
import { ProblemNote } from './State';

/**
 * Our own bugs end here: said loudly, with what a report needs, instead of a white page. A part that could not be
 * loaded is no bug: it says so, and is asked for again with the page, for browsers remember what did not come.
 */
export class Crash extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (error instanceof ProblemError) return <ProblemNote problem={error} retry={reload} />;
    return (
      <div className="alone">
        <h1>{messages.problem.crashed}</h1>
        <p>{messages.problem.crashedDetail}</p>
        <pre>{error.stack ?? error.message}</pre>
        <button type="button" onClick={reload}>
          {messages.problem.reload}
        </button>
      </div>
    );
  }
}

const reload = () => window.location.reload();
