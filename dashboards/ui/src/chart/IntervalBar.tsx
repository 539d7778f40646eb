/**
 * A share as a bar with its 95 % interval as a whisker. The figures stand beside it, so it says nothing to those who
 * do not see it.
 *
 * @param scale the share that the whole width stands for
 */
export function IntervalBar({
  rate,
  bounds,
  scale,
}: {
  rate: number;
  bounds: readonly number[];
  scale: number;
}) {
  const at = (share: number) => `${Math.min(100, (share / scale) * 100)}%`;
  const [low = 0, high = 1] = bounds;
  return (
    <svg className="rate-bar" height="14" aria-hidden="true">
      <rect className="rate-value" x="0" y="2" height="10" width={at(rate)} />
      <line className="halo" x1={at(low)} x2={at(high)} y1="7" y2="7" />
      <line x1={at(low)} x2={at(high)} y1="7" y2="7" />
      <line x1={at(low)} x2={at(low)} y1="3" y2="11" />
      {high <= scale && <line x1={at(high)} x2={at(high)} y1="3" y2="11" />}
    </svg>
  );
}

/** The longest bar or whisker worth seeing whole: those of a handful reach far and say little. */
export function scaleOf(rates: readonly { rate: number; bounds: readonly number[]; n: number }[]): number {
  const tops = rates.flatMap(({ rate, bounds, n }) => [rate, n >= 30 ? (bounds[1] ?? 0) : 0]);
  return Math.min(1, Math.max(0.001, ...tops) * 1.05);
}
