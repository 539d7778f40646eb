import type { FormField, FormFigures, FormReport } from '../api/types';
import { count, duration, interval, list, percent } from '../words/format';
import { messages } from '../words/messages';

/** What the page of forms says in words. */

const words = messages.forms;

/** Reasons of errors that are said; the rest are counted together. */
const REASONS_SAID = 3;

/** Tells a form from all others. */
export function formKey({ form, page }: FormFigures): string {
  return `${form} ${page}`.replace(/[^A-Za-z0-9_/-]+/g, '_');
}

/** What a form is called. */
export function formName({ form }: FormFigures): string {
  return form === '' ? words.unnamed : form;
}

/** What a field is called. */
export function fieldName(field: string): string {
  return field === '' ? words.unnamedField : field;
}

/** How many forms were begun, and which loses most. */
export function formsSentence({ started, others, forms }: FormReport): string {
  const worst = forms.toSorted((a, b) => b.abandoned - a.abandoned)[0];
  const said = [words.started(count(started), started === 1)];
  if (worst !== undefined && worst.abandoned > 0)
    said.push(words.worst(formName(worst), worst.page, count(worst.abandoned), count(worst.started)));
  if (others > 0) said.push(words.others(count(others), others === 1));
  return said.join(' ');
}

/** How many sent a form and how many left it, and where. */
export function formSentence(form: FormFigures): string {
  const { started, submitted, rate, abandoned, told, median_seconds: seconds } = form;
  const said = [
    words.sentence(
      count(started),
      count(submitted),
      percent(rate),
      interval(form.interval),
      count(abandoned),
    ),
  ];
  const [most] = form.fields.toSorted((a, b) => b.last - a.last);
  if (told > 0 && most !== undefined && most.last > 0)
    said.push(words.mostLast(fieldName(most.field), count(most.last), count(told), percent(most.last_share)));
  if (abandoned > told) said.push(words.untold(count(abandoned - told)));
  if (seconds !== null) said.push(words.medianIs(duration(seconds)));
  return said.join(' ');
}

/** Why a field was refused, most first: `too short 12, missing 3`. */
export function reasonsText({ reasons }: FormField): string {
  const said = reasons
    .slice(0, REASONS_SAID)
    .map(({ reason, errors }) => words.reason(reason === '' ? words.noReason : reason, count(errors)));
  const rest = reasons.slice(REASONS_SAID).reduce((all, { errors }) => all + errors, 0);
  return list(rest === 0 ? said : [...said, words.reason(words.otherReasons, count(rest))]);
}
