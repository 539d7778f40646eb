import { Component, type ReactNode } from 'react';
import { messages } from '../words/messages';

/** Our own bugs end here: said loudly, with what a report needs, instead of a white page. */
export class Crash extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main className="alone">
        <h1>{messages.problem.crashed}</h1>
        <p>{messages.problem.crashedDetail}</p>
        <pre>{error.stack ?? error.message}</pre>
        <button type="button" onClick={() => window.location.reload()}>
          {messages.problem.reload}
        </button>
      </main>
    );
  }
}
