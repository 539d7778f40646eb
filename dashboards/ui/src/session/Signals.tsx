import type { SessionRow } from '../api/types';
import { messages } from '../words/messages';

/** Signs of trouble, each by its name: a colour alone would tell nothing to some. */
export function Signals({ signals }: { signals: SessionRow['signals'] }) {
  return signals.length === 0 ? (
    messages.report.nothing
  ) : (
    <span className="signals">
      {signals.map((signal) => (
        <span key={signal} className="signal">
          {messages.signals[signal]}
        </span>
      ))}
    </span>
  );
}
