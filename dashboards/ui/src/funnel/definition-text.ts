import { subjectOf, type FunnelDefinition } from '../api/types';
import { count, isoDuration } from '../words/format';
import { messages } from '../words/messages';

/** What a funnel counts and under which conditions, in a line. */
export function definitionText(definition: FunnelDefinition): string {
  const words = messages.funnels;
  const { order, hold, unit, exclude, window, window_per_step: perStep } = definition;
  const subjects = messages.subject(subjectOf(definition), 2);
  const sentences = [
    perStep === undefined
      ? words.meta(subjects, isoDuration(window ?? messages.windowDefault))
      : words.metaPerStep(subjects, isoDuration(perStep)),
  ];
  if (order === 'strict') sentences.push(words.metaStrict);
  if (order === 'any') sentences.push(words.metaAny);
  if (hold !== undefined && hold !== null)
    sentences.push(words.metaHold(hold === 'item_id' ? words.metaItem : hold.replace(/^prop:/, '')));
  if (unit === 'item') sentences.push(words.metaUnit);
  const exclusions = exclude?.length ?? 0;
  if (exclusions > 0) sentences.push(words.metaExclude(count(exclusions), exclusions === 1));
  return sentences.join(' ');
}
