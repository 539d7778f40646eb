import { points, pointsInterval } from '../words/format';
import { messages } from '../words/messages';

/** By how many points more are lost than of comparable people, with the interval below; nothing where none are. */
export function Excess({ excess, bounds }: { excess: number | null; bounds: readonly number[] | null }) {
  if (excess === null || bounds === null) return messages.report.nothing;
  return (
    <>
      {points(excess)}
      <small className="below">{pointsInterval(bounds)}</small>
    </>
  );
}
