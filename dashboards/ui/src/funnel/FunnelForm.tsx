import { useMemo, useState } from 'react';
import { go } from '../address/use-view';
import { ANOTHER_FUNNEL } from '../address/view';
import { usePutFunnel } from '../api/queries';
import { nameOf, type Fault, type FunnelDefinition } from '../api/types';
import { FaultTexts, FaultsProvider, faultsAt } from '../field/faults';
import { Field } from '../field/Field';
import type { Scope } from '../filter/condition';
import { SeenProvider } from '../seen/use-seen';
import type { DayRange } from '../time/range';
import { ProblemNote } from '../view/State';
import { messages } from '../words/messages';
import { isFunnelId, slugOf } from '../words/slug';
import { Exclusions } from './editor/Exclusions';
import { Options } from './editor/Options';
import { Remove } from './editor/Remove';
import { Steps } from './editor/Steps';
import { useLiveCounts } from './editor/use-live-counts';
import { definitionOf, emptyForm, faultsOf, formOf, placesOf, type FormState } from './form';

const words = messages.form;

/**
 * Asks a question without storing it, or stores it as a funnel. Events, pages, properties and values are suggested
 * from what really happened; beside each step stands how many come to it, while it is typed.
 *
 * @param id the stored funnel this was made from, if any
 * @param definition what to start from, if anything
 * @param alone whether no report follows, so that the page is about the form
 */
export function FunnelForm({
  site,
  range,
  scope,
  id,
  definition,
  takenIds,
  alone,
}: {
  site: string;
  range: DayRange;
  scope: Scope;
  id: string | undefined;
  definition: FunnelDefinition | undefined;
  takenIds: readonly string[];
  alone: boolean;
}) {
  const [form, setForm] = useState<FormState>(() =>
    definition === undefined ? emptyForm() : formOf(definition),
  );
  const [typedId, setTypedId] = useState(id);
  // What is not filled in yet is said when somebody asks, and from then on.
  const [checked, setChecked] = useState<'ask' | 'store'>();
  const put = usePutFunnel(site);
  const faults = useMemo(() => faultsOf(form), [form]);
  const live = useLiveCounts(site, form, faults.length === 0, range, scope);
  const storedId = typedId ?? slugOf(nameOf(definitionOf(form)));
  const idFault = isFunnelId(storedId) ? [] : [{ pointer: '/id', message: words.needId }];
  const seenIn = useMemo(() => ({ site, range }), [site, range]);
  const Heading = alone ? 'h1' : 'h2';

  const refused = put.error?.faults ?? [];
  const shown: readonly Fault[] = [
    ...(checked === undefined ? [] : faults),
    ...(checked === 'store' ? idFault : []),
    ...live.faults,
    ...refused,
  ];
  const at = faultsAt(shown, ['/id', ...placesOf(form)]);
  const set = (change: Partial<FormState>) => {
    setForm({ ...form, ...change });
    put.reset();
  };
  const close = () => {
    go({ editing: false });
    // What was pressed is gone; the focus goes to what is there.
    document.getElementById('figures')?.focus();
  };
  const ask = () => {
    setChecked('ask');
    if (faults.length === 0) go({ ask: definitionOf(form), step: undefined, state: undefined });
  };
  const store = () => {
    setChecked('store');
    if (faults.length > 0 || idFault.length > 0) return;
    put.mutate(
      { id: storedId, definition: definitionOf(form) },
      { onSuccess: () => go({ funnel: storedId, ...ANOTHER_FUNNEL }) },
    );
  };

  return (
    <SeenProvider value={seenIn}>
      <FaultsProvider value={at}>
        <form
          className="panel funnel-form"
          aria-labelledby="form-title"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Heading id="form-title">
            {id === undefined
              ? words.newTitle
              : words.editTitle(definition === undefined ? id : nameOf(definition))}
          </Heading>
          <Field label={words.name} pointer="/name">
            {(field) => (
              <input
                {...field}
                autoFocus
                maxLength={200}
                value={form.name}
                onChange={({ target }) => set({ name: target.value })}
              />
            )}
          </Field>
          <Options form={form} set={set} />
          <Steps form={form} counts={live.counts} set={(steps) => set({ steps })} />
          <Exclusions form={form} set={(exclusions) => set({ exclusions })} />
          <div role="alert">
            {shown.length > 0 && (
              <p className="note note-problem">{words.faults(String(shown.length), shown.length === 1)}</p>
            )}
            <FaultTexts id="faults-form" pointer="" />
          </div>
          {put.error !== null && put.error.faults.length === 0 && <ProblemNote problem={put.error} />}
          <div className="form-end">
            <button type="submit" className="primary">
              {words.ask}
            </button>
            <Field label={words.id} pointer="/id">
              {(field) => (
                <input
                  {...field}
                  value={storedId}
                  maxLength={60}
                  title={words.idHint}
                  onChange={({ target }) => setTypedId(target.value === '' ? undefined : target.value)}
                />
              )}
            </Field>
            <button type="button" onClick={store} disabled={put.isPending}>
              {put.isPending ? words.saving : words.save}
            </button>
            <button type="button" className="quiet" onClick={close}>
              {words.cancel}
            </button>
            {id !== undefined && (
              <Remove site={site} id={id} name={definition === undefined ? id : nameOf(definition)} />
            )}
          </div>
          {takenIds.includes(storedId) && <p className="hint">{words.taken(storedId)}</p>}
        </form>
      </FaultsProvider>
    </SeenProvider>
  );
}
