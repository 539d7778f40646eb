import type { FunnelDefinition, FunnelStep } from '../api/types';
import { secondsOf } from '../time/duration';

/** What the form shows of a funnel. What it does not show is kept and given back as it was. */
export interface FormState {
  name: string;
  subject: 'visitor' | 'session';
  window: WindowChoice;
  /** Whether the window is from each step to the next, and not from the first to the last. */
  perStep: boolean;
  steps: FormStep[];
  /** The definition that this was made from, for what the form does not show. */
  origin: FunnelDefinition | undefined;
}

export type WindowUnit = 'M' | 'H' | 'D';

/** A number and its unit as typed, or a duration that is not so simple, kept as it is. */
export type WindowChoice = { value: string; unit: WindowUnit } | { kept: string };

export interface FormStep {
  /** Stays the same while steps move. */
  key: number;
  name: string;
  event: string;
  path: string;
  /** The definition's step that this was made from. */
  origin: FunnelStep | undefined;
}

export const UNIT_SECONDS: Record<WindowUnit, number> = { M: 60, H: 3_600, D: 86_400 };
export const STEPS_MIN = 2;
export const STEPS_MAX = 20;
const WINDOW_MAX_SECONDS = 90 * 86_400;
const WINDOW_DEFAULT = 'P7D';
const ORDERED: Partial<FunnelDefinition> = { order: 'ordered' };

let keys = 0;

export function emptyStep(): FormStep {
  return { key: keys++, name: '', event: '', path: '', origin: undefined };
}

export function emptyForm(): FormState {
  return {
    name: '',
    subject: 'session',
    window: { value: '1', unit: 'H' },
    perStep: false,
    steps: [emptyStep(), emptyStep()],
    origin: undefined,
  };
}

export function formOf(definition: FunnelDefinition): FormState {
  return {
    name: definition.name ?? '',
    subject: definition.subject ?? 'visitor',
    window: windowOf(definition.window_per_step ?? definition.window ?? WINDOW_DEFAULT),
    perStep: typeof definition.window_per_step === 'string',
    steps: definition.steps.map((step) => ({
      key: keys++,
      name: step.name ?? '',
      event: step.match[0]?.event ?? '',
      path: step.match[0]?.path ?? '',
      origin: step,
    })),
    origin: definition,
  };
}

/** What keeps the form from being asked: a step that says nothing, or a window that is none. */
export type FormFault = 'steps' | 'window';

export function faultsOf(form: FormState): FormFault[] {
  const faults: FormFault[] = [];
  if (form.steps.some((step) => matchersOf(step) === undefined)) faults.push('steps');
  if (!('kept' in form.window)) {
    const seconds = Number(form.window.value) * UNIT_SECONDS[form.window.unit];
    const isWhole = /^\d+$/.test(form.window.value);
    if (!isWhole || seconds <= 0 || seconds > WINDOW_MAX_SECONDS) faults.push('window');
  }
  return faults;
}

/** The definition that the form says; only for a form without faults. */
export function definitionOf(form: FormState): FunnelDefinition {
  const { name: _name, window: _window, window_per_step: _perStep, ...rest } = form.origin ?? ORDERED;
  const window = durationOf(form.window);
  return {
    ...rest,
    ...named(form),
    subject: form.subject,
    ...(form.perStep ? { window_per_step: window } : { window }),
    steps: form.steps.map(stepOf),
  };
}

function stepOf(step: FormStep): FunnelStep {
  const { name: _name, ...rest }: Partial<FunnelStep> = step.origin ?? {};
  return { ...rest, ...named(step), match: matchersOf(step) ?? [] };
}

function named({ name }: { name: string }): { name?: string } {
  return name.trim() === '' ? {} : { name: name.trim() };
}

/** How many conditions of a step the form does not show: further matchers, and predicates of the first. */
export function keptConditions({ origin }: FormStep): number {
  if (origin === undefined) return 0;
  return origin.match.length - 1 + (origin.match[0]?.where?.length ?? 0);
}

/** An id made of a name: `Buy shoes!` gives `buy-shoes`. */
export function idOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}

export function isFunnelId(text: string): boolean {
  return /^[a-z0-9_-]{1,60}$/.test(text) && text !== 'report';
}

function matchersOf(step: FormStep): FunnelStep['match'] | undefined {
  const event = step.event.trim();
  const path = step.path.trim();
  const where = step.origin?.match[0]?.where ?? [];
  if (event === '' && path === '' && where.length === 0) return undefined;
  return [
    {
      ...(event === '' ? {} : { event }),
      ...(path === '' ? {} : { path }),
      ...(where.length === 0 ? {} : { where }),
    },
    ...(step.origin?.match.slice(1) ?? []),
  ];
}

/** In the largest unit that it is a whole number of. */
function windowOf(duration: string): WindowChoice {
  const seconds = secondsOf(duration) ?? 0;
  const unit = (['D', 'H', 'M'] as const).find((one) => seconds > 0 && seconds % UNIT_SECONDS[one] === 0);
  return unit === undefined ? { kept: duration } : { value: String(seconds / UNIT_SECONDS[unit]), unit };
}

function durationOf(window: WindowChoice): string {
  if ('kept' in window) return window.kept;
  const { value, unit } = window;
  return unit === 'D' ? `P${Number(value)}D` : `PT${Number(value)}${unit}`;
}
