import type { AlertRule } from '../api/types';
import type { messages } from '../words/messages';

type Words = typeof messages.alerts;

/** An alert as it stands in the form; numbers as they are typed. */
export interface Draft {
  name: string;
  of: keyof Words['metrics'];
  id: string;
  /** "" for the whole funnel. */
  step: string;
  is: keyof Words['conditionNames'];
  /** Percent; minutes of lag. */
  value: string;
  period: keyof Words['periods'];
  judge: keyof Words['judges'];
  minimum: string;
  quiet: keyof Words['quiets'];
  kind: keyof Words['kinds'];
  url: string;
}

/** What the form begins with. */
export const NEW: Draft = {
  name: '',
  of: 'funnel',
  id: '',
  step: '',
  is: 'fell',
  value: '20',
  period: 'day',
  judge: 'complete',
  minimum: '30',
  quiet: 'PT24H',
  kind: 'slack',
  url: '',
};

const PERCENT = 100;
const MINUTE = 60;

/** As the API takes it. */
export function draftOf(draft: Draft): AlertRule {
  const { of, is, quiet } = draft;
  const isLag = of === 'lag';
  const named = of === 'funnel' || of === 'link' ? { id: draft.id } : {};
  const step = of === 'funnel' && draft.step !== '' ? { step: Number(draft.step) } : {};
  // Not 0.07 * 100 and back: what was typed is what is stored.
  const number = isLag
    ? Number(draft.value) * MINUTE
    : Number((Number(draft.value) / PERCENT).toPrecision(12));
  return {
    name: draft.name.trim(),
    metric: { of, ...named, ...step },
    when: is === 'outside' && !isLag ? { is } : { is: isLag ? 'above' : is, value: number },
    ...(isLag
      ? {}
      : {
          period: draft.period,
          complete: draft.judge === 'complete',
          minimum: Number(draft.minimum),
        }),
    quiet,
    channels: [{ kind: draft.kind, url: draft.url.trim() }],
  };
}
