import { FaultTexts } from '../../field/faults';
import { Field } from '../../field/Field';
import { SeenInput } from '../../seen/SeenInput';
import { messages } from '../../words/messages';
import { MATCHERS_MAX, WHERE_MAX, emptyMatcher, emptyPredicate, type FormMatcher } from '../form';
import { PredicateFields } from './Predicates';

const words = messages.form;

/** Which events count: one of the alternatives must fit, with all that it says. */
export function Matchers({
  matchers,
  pointer,
  set,
}: {
  matchers: readonly FormMatcher[];
  /** Of the step or exclusion they belong to. */
  pointer: string;
  set: (matchers: FormMatcher[]) => void;
}) {
  return (
    <div className="matchers">
      {matchers.map((matcher, at) => (
        <MatcherFields
          key={matcher.key}
          matcher={matcher}
          at={at}
          pointer={`${pointer}/match/${at}`}
          change={(part) => set(matchers.with(at, { ...matcher, ...part }))}
          remove={matchers.length === 1 ? undefined : () => set(matchers.filter((_, n) => n !== at))}
          addAlternative={
            at === matchers.length - 1 && matchers.length < MATCHERS_MAX
              ? () => set([...matchers, emptyMatcher()])
              : undefined
          }
        />
      ))}
    </div>
  );
}

function MatcherFields({
  matcher,
  at,
  pointer,
  change,
  remove,
  addAlternative,
}: {
  matcher: FormMatcher;
  at: number;
  pointer: string;
  change: (part: Partial<FormMatcher>) => void;
  remove: (() => void) | undefined;
  addAlternative: (() => void) | undefined;
}) {
  const { where } = matcher;
  const name = words.alternative(String(at + 1));
  return (
    <div role="group" aria-label={name} className={at === 0 ? 'matcher' : 'matcher further'}>
      {at > 0 && <span className="or">{words.or}</span>}
      <Field label={words.event} pointer={`${pointer}/event`} hidden={at > 0}>
        {(field) => (
          <SeenInput
            {...field}
            kind="event"
            value={matcher.event}
            maxLength={100}
            change={(event) => change({ event })}
          />
        )}
      </Field>
      <Field label={words.path} pointer={`${pointer}/path`} hidden={at > 0}>
        {(field) => (
          <SeenInput
            {...field}
            kind="page"
            value={matcher.path}
            maxLength={1_000}
            change={(path) => change({ path })}
          />
        )}
      </Field>
      <div className="matcher-buttons">
        {where.length < WHERE_MAX && (
          <button
            type="button"
            className="quiet"
            onClick={() => change({ where: [...where, emptyPredicate()] })}
          >
            + {words.addCondition}
          </button>
        )}
        {addAlternative !== undefined && (
          <button type="button" className="quiet" onClick={addAlternative}>
            + {words.addAlternative}
          </button>
        )}
        {remove !== undefined && (
          <button
            type="button"
            className="icon"
            aria-label={words.removeOf(name)}
            title={words.removeOf(name)}
            onClick={remove}
          >
            ×
          </button>
        )}
      </div>
      <FaultTexts id={`faults${pointer}`} pointer={pointer} />
      {where.length > 0 && (
        <div className="where">
          {where.map((predicate, n) => (
            <div key={predicate.key} className="where-row">
              <span className="or">{n === 0 ? words.where : words.and}</span>
              <PredicateFields
                predicate={predicate}
                pointer={`${pointer}/where/${n}`}
                name={words.condition(String(n + 1))}
                change={(part) => change({ where: where.with(n, { ...predicate, ...part }) })}
                remove={() => change({ where: where.filter((_, other) => other !== n) })}
              />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
