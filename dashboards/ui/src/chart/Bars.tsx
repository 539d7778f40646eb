/**
 * Small bars with whiskers beside figures. The figures stand next to them, so they say nothing to those who do not
 * see them. Places are in percent of the width: nothing is measured and nothing styled.
 */

/** A share with its interval, drawn up to a longest share that all rows of a table have in common. */
export function ShareBar({
  share,
  bounds,
  scale,
  pale = false,
}: {
  share: number;
  bounds: readonly number[];
  scale: number;
  /** Whether it is about those who are lost. */
  pale?: boolean;
}) {
  const at = (value: number) => `${Math.min(100, (value / scale) * 100)}%`;
  const [low = 0, high = 1] = bounds;
  return (
    <svg className="rate-bar" height="14" aria-hidden="true">
      <rect className={pale ? 'rate-lost' : 'rate-value'} x="0" y="2" height="10" width={at(share)} />
      <Whisker low={at(low)} high={at(high)} cut={high > scale} />
    </svg>
  );
}

/** A difference with its interval, to both sides of zero. */
export function DifferenceBar({
  difference,
  bounds,
  scale,
}: {
  difference: number;
  bounds: readonly number[] | null;
  scale: number;
}) {
  const place = (value: number) => 50 + Math.max(-50, Math.min(50, (value / scale) * 50));
  const at = (value: number) => `${place(value)}%`;
  const [low = 0, high = 0] = bounds ?? [];
  const from = Math.min(50, place(difference));
  return (
    <svg className="rate-bar difference-bar" height="14" aria-hidden="true">
      <rect
        className="rate-value"
        x={`${from}%`}
        y="2"
        height="10"
        width={`${Math.abs(place(difference) - 50)}%`}
      />
      <line className="zero" x1="50%" x2="50%" y1="0" y2="14" />
      {bounds !== null && <Whisker low={at(low)} high={at(high)} cut={high > scale} />}
    </svg>
  );
}

/** A ratio with its interval on a scale of factors: as far to the left for half as to the right for twice. */
export function RatioBar({
  ratio,
  bounds,
  scale,
}: {
  ratio: number;
  bounds: readonly number[];
  scale: number;
}) {
  const log = (value: number) => Math.log(Math.max(value, 1 / scale));
  return <DifferenceBar difference={log(ratio)} bounds={bounds.map(log)} scale={Math.log(scale)} />;
}

function Whisker({ low, high, cut }: { low: string; high: string; cut: boolean }) {
  return (
    <>
      <line className="halo" x1={low} x2={high} y1="7" y2="7" />
      <line x1={low} x2={high} y1="7" y2="7" />
      <line x1={low} x2={low} y1="3" y2="11" />
      {!cut && <line x1={high} x2={high} y1="3" y2="11" />}
    </>
  );
}
