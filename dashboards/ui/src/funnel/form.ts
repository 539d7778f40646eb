import type { Exclusion, Fault, FunnelDefinition, Matcher, Predicate, Scalar } from '../api/types';
import { OPS, arityOf, isNumeric, type Op } from '../filter/condition';
import { secondsOf } from '../time/duration';
import { messages } from '../words/messages';

/** A definition as it is typed. Parts have keys that stay the same while they move. */
export interface FormState {
  name: string;
  subject: 'visitor' | 'session';
  order: Order;
  window: WindowChoice;
  /** Whether the window is from each step to the next, and not from the first to the last. */
  perStep: boolean;
  steps: FormStep[];
  exclusions: FormExclusion[];
  hold: HoldChoice;
  unit: 'subject' | 'item';
}

export const ORDERS = ['ordered', 'strict', 'any'] as const;
export type Order = (typeof ORDERS)[number];

export type WindowUnit = 'M' | 'H' | 'D';

/** A number and its unit as typed, or a duration that is not so simple, kept as it is. */
export type WindowChoice = { value: string; unit: WindowUnit } | { kept: string };

/** What stays the same through all steps; the name of the property where it is one. */
export interface HoldChoice {
  kind: 'none' | 'item_id' | 'prop';
  name: string;
}

export interface FormStep {
  key: number;
  name: string;
  optional: boolean;
  matchers: FormMatcher[];
}

/** One of several alternatives. */
export interface FormMatcher {
  key: number;
  event: string;
  path: string;
  where: FormPredicate[];
}

export interface FormPredicate {
  key: number;
  property: string;
  op: Op;
  /** One for most operators, one or more for `in` and `not_in`. */
  values: string[];
}

/** Steps are named by their keys, so that an exclusion follows them when they move. */
export interface FormExclusion {
  key: number;
  matchers: FormMatcher[];
  from: number | undefined;
  to: number | undefined;
}

export const UNIT_SECONDS: Record<WindowUnit, number> = { M: 60, H: 3_600, D: 86_400 };
export const STEPS_MIN = 2;
export const STEPS_MAX = 20;
export const MATCHERS_MAX = 20;
export const WHERE_MAX = 20;
export const EXCLUSIONS_MAX = 10;
const WINDOW_MAX_SECONDS = 90 * 86_400;
const WINDOW_DEFAULT = 'P7D';

let keys = 0;
const key = () => keys++;

export function emptyPredicate(): FormPredicate {
  return { key: key(), property: '', op: 'eq', values: [''] };
}

export function emptyMatcher(): FormMatcher {
  return { key: key(), event: '', path: '', where: [] };
}

export function emptyStep(): FormStep {
  return { key: key(), name: '', optional: false, matchers: [emptyMatcher()] };
}

/** From the first step to the last. */
export function emptyExclusion(steps: readonly FormStep[]): FormExclusion {
  return { key: key(), matchers: [emptyMatcher()], from: steps[0]?.key, to: steps.at(-1)?.key };
}

export function emptyForm(): FormState {
  return {
    name: '',
    subject: 'session',
    order: 'ordered',
    window: { value: '1', unit: 'H' },
    perStep: false,
    steps: [emptyStep(), emptyStep()],
    exclusions: [],
    hold: { kind: 'none', name: '' },
    unit: 'subject',
  };
}

export function formOf(definition: FunnelDefinition): FormState {
  const steps = definition.steps.map((step) => ({
    key: key(),
    name: step.name ?? '',
    optional: step.optional === true,
    matchers: step.match.map(matcherOf),
  }));
  return {
    name: definition.name ?? '',
    subject: definition.subject ?? 'visitor',
    order: definition.order ?? 'ordered',
    window: windowOf(definition.window_per_step ?? definition.window ?? WINDOW_DEFAULT),
    perStep: typeof definition.window_per_step === 'string',
    steps,
    exclusions: (definition.exclude ?? []).map(({ match, from, to }) => ({
      key: key(),
      matchers: match.map(matcherOf),
      from: steps[from - 1]?.key,
      to: steps[to - 1]?.key,
    })),
    hold: holdOf(definition.hold),
    unit: definition.unit ?? 'subject',
  };
}

/**
 * The definition that the form says. Every part of the form has its place in it, also one that is not filled in yet,
 * so that a pointer into the one is a pointer into the other.
 */
export function definitionOf(form: FormState): FunnelDefinition {
  const { order, subject, unit } = form;
  const hold = form.hold.kind === 'prop' ? `prop:${form.hold.name}` : form.hold.kind;
  const window = durationOf(form.window);
  const isOrdered = order === 'ordered';
  return {
    ...named(form),
    subject,
    order,
    ...(isPerStep(form) ? { window_per_step: window } : { window }),
    steps: form.steps.map((step, at) => ({
      ...named(step),
      match: step.matchers.map(matchOf),
      ...(isOptional(form, at) ? { optional: true } : {}),
    })),
    ...(form.exclusions.length > 0 && isOrdered
      ? { exclude: form.exclusions.map((one) => exclusionOf(one, form.steps)) }
      : {}),
    ...(form.hold.kind !== 'none' && order !== 'any' ? { hold, ...(unit === 'item' ? { unit } : {}) } : {}),
  };
}

/** What is not filled in or cannot be, before anybody is asked; at the places where the API would say it. */
export function faultsOf(form: FormState): Fault[] {
  const words = messages.form;
  const faults: Fault[] = [];
  const refuse = (pointer: string, message: string) => faults.push({ pointer, message });
  const matchers = (list: readonly FormMatcher[], pointer: string) =>
    list.forEach((matcher, at) => {
      const here = `${pointer}/match/${at}`;
      if (matcher.event.trim() === '' && matcher.path.trim() === '' && matcher.where.length === 0)
        refuse(here, words.need);
      matcher.where.forEach((predicate, n) => predicateFaults(predicate, `${here}/where/${n}`, refuse));
    });
  form.steps.forEach((step, at) => matchers(step.matchers, `/steps/${at}`));
  if (!('kept' in form.window)) {
    const seconds = Number(form.window.value) * UNIT_SECONDS[form.window.unit];
    const isWhole = /^\d+$/.test(form.window.value);
    if (!isWhole || seconds <= 0 || seconds > WINDOW_MAX_SECONDS) refuse(windowPlace(form), words.needWindow);
  }
  if (form.order === 'ordered') {
    form.exclusions.forEach((exclusion, at) => {
      matchers(exclusion.matchers, `/exclude/${at}`);
      const { from, to } = exclusionOf(exclusion, form.steps);
      if (from === 0) refuse(`/exclude/${at}/from`, words.needStep);
      if (to === 0) refuse(`/exclude/${at}/to`, words.needStep);
      if (from > 0 && to > 0 && to <= from) refuse(`/exclude/${at}/to`, words.needLater);
    });
  }
  if (form.hold.kind === 'prop' && form.hold.name.trim() === '' && form.order !== 'any')
    refuse('/hold', words.needProperty);
  return faults;
}

/** The places that the form marks faults at, from the whole to its parts. */
export function placesOf(form: FormState): string[] {
  const matchers = (list: readonly FormMatcher[], pointer: string) =>
    list.flatMap((matcher, at) => {
      const here = `${pointer}/match/${at}`;
      const where = matcher.where.flatMap((_, n) => [
        `${here}/where/${n}/property`,
        `${here}/where/${n}/op`,
        `${here}/where/${n}/value`,
      ]);
      return [here, `${here}/event`, `${here}/path`, ...where];
    });
  const steps = form.steps.flatMap((step, at) => [
    `/steps/${at}`,
    `/steps/${at}/name`,
    ...matchers(step.matchers, `/steps/${at}`),
  ]);
  const exclusions = form.exclusions.flatMap((one, at) => [
    `/exclude/${at}`,
    `/exclude/${at}/from`,
    `/exclude/${at}/to`,
    ...matchers(one.matchers, `/exclude/${at}`),
  ]);
  return ['/name', '/subject', '/order', windowPlace(form), '/hold', '/unit', ...steps, ...exclusions];
}

/** Whether a step may be left out: in order alone, and never the first or last. */
export function isOptional({ order, steps }: FormState, at: number): boolean {
  return order === 'ordered' && at > 0 && at < steps.length - 1 && steps[at]?.optional === true;
}

/** Whether the window is from step to step; in any order there is no such thing. */
export function isPerStep({ order, perStep }: FormState): boolean {
  return perStep && order !== 'any';
}

export function windowPlace(form: FormState): string {
  return isPerStep(form) ? '/window_per_step' : '/window';
}

/** Moves one of a list to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const others = list.filter((_, at) => at !== from);
  return [...others.slice(0, to), ...list.slice(from, from + 1), ...others.slice(to)];
}

function named({ name }: { name: string }): { name?: string } {
  return name.trim() === '' ? {} : { name: name.trim() };
}

function matcherOf({ event = '', path = '', where = [] }: Matcher): FormMatcher {
  return {
    key: key(),
    event,
    path,
    where: where.map(({ property, op, value }) => ({
      key: key(),
      property,
      op: OPS.find((one) => one === op) ?? 'eq',
      values: value === undefined ? [''] : Array.isArray(value) ? value.map(String) : [String(value)],
    })),
  };
}

function matchOf({ event, path, where }: FormMatcher): Matcher {
  return {
    ...(event.trim() === '' ? {} : { event: event.trim() }),
    ...(path.trim() === '' ? {} : { path: path.trim() }),
    ...(where.length === 0 ? {} : { where: where.map(whereOf) }),
  };
}

function whereOf({ property, op, values }: FormPredicate): Predicate {
  const [first = ''] = values;
  switch (arityOf(op)) {
    case 'none':
      return { property, op };
    case 'one':
      return { property, op, value: isNumeric(op) ? numberOf(first) : first };
    case 'many':
      return { property, op, value: values.filter((value) => value !== '') };
  }
}

/** As a number where it is one; else as it stands, for the API to refuse. */
function numberOf(text: string): Scalar {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function predicateFaults(
  { property, op, values }: FormPredicate,
  pointer: string,
  refuse: (pointer: string, message: string) => void,
) {
  const words = messages.form;
  if (property.trim() === '') refuse(`${pointer}/property`, words.needProperty);
  const arity = arityOf(op);
  if (arity === 'many' && values.every((value) => value === '')) refuse(`${pointer}/value`, words.needValue);
  if (arity === 'one' && isNumeric(op) && typeof numberOf(values[0] ?? '') !== 'number')
    refuse(`${pointer}/value`, words.needNumber);
}

function exclusionOf({ matchers, from, to }: FormExclusion, steps: readonly FormStep[]): Exclusion {
  const numberOfStep = (wanted: number | undefined) => steps.findIndex((step) => step.key === wanted) + 1;
  return { match: matchers.map(matchOf), from: numberOfStep(from), to: numberOfStep(to) };
}

function holdOf(hold: string | null | undefined): HoldChoice {
  if (hold === null || hold === undefined) return { kind: 'none', name: '' };
  if (hold === 'item_id') return { kind: 'item_id', name: '' };
  return { kind: 'prop', name: hold.replace(/^prop:/, '') };
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

/** Steps that an exclusion can begin or end at. */
export function requiredSteps(form: FormState): { step: FormStep; number: number }[] {
  return form.steps.flatMap((step, at) => (isOptional(form, at) ? [] : [{ step, number: at + 1 }]));
}

/** What a step is called while it is typed. */
export function labelOf({ name, matchers: [first] }: FormStep): string {
  return (
    [name.trim(), first?.event.trim(), first?.path.trim(), first?.where[0]?.property].find(
      (text) => text !== undefined && text !== '',
    ) ?? '…'
  );
}
