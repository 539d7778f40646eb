/** A course without figures, beside the figure it belongs to. Decoration: what it shows is told elsewhere. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const filled = trimmed(values);
  if (filled.length < 3) return null;
  const top = Math.max(...filled) || 1;
  const points = filled.map((value, at) => `${(at / (filled.length - 1)) * 64},${18 - (value / top) * 16}`);
  return (
    <svg className="sparkline" width="64" height="20" viewBox="0 0 64 20" aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

/** Without the empty ends that a range of all time has. */
function trimmed(values: readonly number[]): readonly number[] {
  if (values.length <= 100) return values;
  const first = values.findIndex((value) => value > 0);
  return first < 0 ? [] : values.slice(first, values.findLastIndex((value) => value > 0) + 1);
}
