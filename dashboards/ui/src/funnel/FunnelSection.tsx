import { useEffect, useMemo } from 'react';
import { go } from '../address/use-view';
import { ANOTHER_FUNNEL, type View } from '../address/view';
import { useFunnels } from '../api/queries';
import { nameOf, type Funnel, type Site } from '../api/types';
import type { Scope } from '../filter/condition';
import type { DayRange } from '../time/range';
import { Empty, Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';
import { FunnelForm } from './FunnelForm';
import { Report } from './Report';

/** The funnels of a site, and the report of the chosen one. */
export function FunnelSection({ site, view, range }: { site: Site; view: View; range: DayRange }) {
  const answer = useFunnels(site.site);
  return (
    <Loaded answer={answer} skeleton={<Skeleton heights={[44, 96, 420]} />}>
      {({ funnels }) => <Funnels funnels={funnels} site={site} view={view} range={range} />}
    </Loaded>
  );
}

function Funnels({
  funnels,
  site,
  view,
  range,
}: {
  funnels: readonly Funnel[];
  site: Site;
  view: View;
  range: DayRange;
}) {
  const first = funnels[0]?.id;
  const nothingChosen = view.funnel === undefined && view.ask === undefined && !view.editing;
  useEffect(() => {
    if (nothingChosen && first !== undefined) go({ funnel: first }, 'replace');
  }, [nothingChosen, first]);

  const stored = funnels.find(({ id }) => id === view.funnel);
  const definition = view.ask ?? stored?.definition;
  const scope = useScope(view);
  const name = definition === undefined ? undefined : nameOf(definition);
  useTitle(name ?? messages.pages.names.funnels, site.site);
  return (
    <div className="funnels">
      <nav aria-label={messages.funnels.title}>
        <ul>
          {funnels.map(({ id, definition: one }) => (
            <li key={id}>
              <button
                type="button"
                aria-current={view.ask === undefined && id === view.funnel ? 'page' : undefined}
                onClick={() => go({ funnel: id, ...ANOTHER_FUNNEL })}
              >
                {nameOf(one)}
              </button>
            </li>
          ))}
          {view.ask !== undefined && (
            <li>
              <button type="button" aria-current="page" onClick={() => go({ editing: true })}>
                {nameOf(view.ask)} <small>{messages.funnels.unsaved}</small>
              </button>
            </li>
          )}
          <li>
            <button
              type="button"
              className="new"
              aria-current={view.editing && definition === undefined ? 'page' : undefined}
              onClick={() => go({ funnel: undefined, ...ANOTHER_FUNNEL, editing: true })}
            >
              + {messages.funnels.make}
            </button>
          </li>
        </ul>
      </nav>
      <div className="funnel">
        {view.editing && (
          <FunnelForm
            // Another funnel is another form; asking keeps the one that asked.
            key={view.funnel ?? ''}
            site={site.site}
            range={range}
            scope={scope}
            id={stored?.id}
            definition={definition}
            takenIds={funnels.map(({ id }) => id)}
            alone={definition === undefined}
          />
        )}
        {definition !== undefined ? (
          <Report
            site={site}
            view={view}
            range={range}
            scope={scope}
            asked={view.ask === undefined ? { id: view.funnel ?? '' } : { definition: view.ask }}
            definition={definition}
            stored={view.ask === undefined ? stored : undefined}
          />
        ) : view.funnel !== undefined ? (
          <Empty title={messages.funnels.unknown(view.funnel)} hint={messages.funnels.unknownHint} />
        ) : funnels.length === 0 && !view.editing ? (
          <Empty title={messages.funnels.none} hint={messages.funnels.noneHint}>
            <button type="button" className="primary" onClick={() => go({ editing: true })}>
              {messages.funnels.make}
            </button>
          </Empty>
        ) : null}
      </div>
    </div>
  );
}

/** The same object for the same scope, so that nothing is asked again. */
function useScope({ filter, segment }: View): Scope {
  return useMemo(() => ({ filter, segment }), [filter, segment]);
}
