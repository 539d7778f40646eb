/** Where paths begin or end, as the address and the API write it: `page:/cart`, `event:purchase`, `step:FUNNEL/2`. */
export type Point =
  { kind: 'page' | 'event'; value: string } | { kind: 'step'; funnel: string; step: number };

export function readPoint(text: string | undefined): Point | undefined {
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  const value = text.slice(colon + 1);
  if (kind === 'page' || kind === 'event') return value === '' ? undefined : { kind, value };
  const step = /^([a-z0-9_-]{1,60})\/([1-9]\d?)$/.exec(value);
  if (kind !== 'step' || step === null) return undefined;
  return { kind, funnel: step[1] ?? '', step: Number(step[2]) };
}

export function writePoint(point: Point): string {
  return point.kind === 'step' ? `step:${point.funnel}/${point.step}` : `${point.kind}:${point.value}`;
}
