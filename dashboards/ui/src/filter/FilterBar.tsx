import './filter.css';
import { useMemo, useState } from 'react';
import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { Segment } from '../api/types';
import { SeenProvider } from '../seen/use-seen';
import type { DayRange } from '../time/range';
import { ProblemNote } from '../view/State';
import { list } from '../words/format';
import { messages } from '../words/messages';
import { slugOf } from '../words/slug';
import { ConditionForm } from './ConditionForm';
import { conditionText } from './by';
import { CONDITIONS_MAX, WITHOUT_BOTS, sameCondition, type Condition } from './condition';
import { useDeleteSegment, usePutSegment, useSegments } from './segments';

const words = messages.filter;

/**
 * Which people and events the figures of a page are about: conditions, one by one, and saved segments. All of it is in
 * the address, and stays from page to page.
 */
export function FilterBar({ site, view, range }: { site: string; view: View; range: DayRange }) {
  const { filter } = view;
  const [open, setOpen] = useState<'condition' | 'save'>();
  const seenIn = useMemo(() => ({ site, range }), [site, range]);
  const segments = useSegments(site);
  const all = segments.data?.segments ?? [];
  const chosen = all.find(({ id }) => id === view.segment);
  const withoutBots = filter.some((one) => sameCondition(one, WITHOUT_BOTS));
  const set = (conditions: readonly Condition[]) => go({ filter: conditions });
  return (
    <SeenProvider value={seenIn}>
      <section className="filter" aria-label={words.title}>
        <div className="filter-row">
          {filter.length > 0 && (
            <ul className="chips">
              {filter.map((condition) => (
                <li key={JSON.stringify(condition)}>
                  <button
                    type="button"
                    className="chip"
                    aria-label={words.remove(conditionText(condition))}
                    onClick={() => set(filter.filter((one) => one !== condition))}
                  >
                    {conditionText(condition)} <span aria-hidden="true">×</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {filter.length < CONDITIONS_MAX && (
            <button
              type="button"
              className="quiet"
              aria-expanded={open === 'condition'}
              onClick={() => setOpen(open === 'condition' ? undefined : 'condition')}
            >
              + {words.add}
            </button>
          )}
          {!withoutBots && (
            <button type="button" className="quiet" onClick={() => set([...filter, WITHOUT_BOTS])}>
              {words.withoutBots}
            </button>
          )}
          {(all.length > 0 || view.segment !== undefined) && (
            <label className="inline-field">
              <span>{words.segment}</span>
              <select
                value={view.segment ?? ''}
                onChange={({ target }) => go({ segment: target.value === '' ? undefined : target.value })}
              >
                <option value="">{words.everybody}</option>
                {chosen === undefined && view.segment !== undefined && (
                  <option value={view.segment}>{words.unknownSegment(view.segment)}</option>
                )}
                {all.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          {filter.length > 0 && (
            <button
              type="button"
              className="quiet"
              aria-expanded={open === 'save'}
              onClick={() => setOpen(open === 'save' ? undefined : 'save')}
            >
              {words.save}
            </button>
          )}
          {chosen !== undefined && <DeleteSegment key={chosen.id} site={site} segment={chosen} />}
        </div>
        {chosen !== undefined && (
          <p className="hint">{words.holds(chosen.name, list(chosen.filter.map(conditionText)))}</p>
        )}
        {open === 'condition' && (
          <ConditionForm
            add={(condition) => {
              if (!filter.some((one) => sameCondition(one, condition))) set([...filter, condition]);
              setOpen(undefined);
            }}
            cancel={() => setOpen(undefined)}
          />
        )}
        {open === 'save' && filter.length > 0 && (
          <SaveSegment
            site={site}
            filter={[...(chosen?.filter ?? []), ...filter]}
            taken={all}
            done={() => setOpen(undefined)}
          />
        )}
      </section>
    </SeenProvider>
  );
}

function SaveSegment({
  site,
  filter,
  taken,
  done,
}: {
  site: string;
  filter: readonly Condition[];
  taken: readonly Segment[];
  done: () => void;
}) {
  const [name, setName] = useState('');
  const put = usePutSegment(site);
  const id = slugOf(name);
  return (
    <form
      className="condition-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (id === '') return;
        put.mutate(
          { id, settings: { name: name.trim(), filter: [...filter] } },
          {
            onSuccess: () => {
              go({ segment: id, filter: [] });
              done();
            },
          },
        );
      }}
    >
      <label className="field">
        <span>{words.segmentName}</span>
        <input
          autoFocus
          required
          maxLength={200}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <button type="submit" className="primary" disabled={put.isPending || id === ''}>
        {words.saveIt}
      </button>
      <button type="button" className="quiet" onClick={done}>
        {words.cancel}
      </button>
      {taken.some((one) => one.id === id) && <p className="hint">{words.replaces(id)}</p>}
      {put.error !== null && <ProblemNote problem={put.error} />}
    </form>
  );
}

function DeleteSegment({ site, segment }: { site: string; segment: Segment }) {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteSegment(site);
  if (!asking) {
    return (
      <button type="button" className="quiet" onClick={() => setAsking(true)}>
        {words.delete}
      </button>
    );
  }
  return (
    <span role="group" aria-label={words.delete} className="remove">
      {words.deleteSure(segment.name)}{' '}
      <button
        type="button"
        disabled={remove.isPending}
        onClick={() => remove.mutate(segment.id, { onSuccess: () => go({ segment: undefined }) })}
      >
        {messages.form.removeYes}
      </button>
      <button type="button" className="quiet" onClick={() => setAsking(false)}>
        {messages.form.removeNo}
      </button>
      {remove.error !== null && <ProblemNote problem={remove.error} />}
    </span>
  );
}
