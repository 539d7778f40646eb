import { Link } from '../address/Link';
import { go } from '../address/use-view';
import { usePutFunnel } from '../api/queries';
import { useSuggestion } from '../api/reports';
import type { Funnel, FunnelDefinition, FunnelSuggestion, Site } from '../api/types';
import { nameOf } from '../api/types';
import { Loaded, ProblemNote, Skeleton } from '../view/State';
import { count } from '../words/format';
import { messages } from '../words/messages';
import { freeSlug, isFunnelId } from '../words/slug';
import { Table } from '../view/Table';

/** The first funnel, out of the site's own events: one press stores it. */
export function FirstFunnel({
  site,
  seen,
  funnels,
}: {
  site: Site;
  seen: boolean;
  funnels: readonly Funnel[] | undefined;
}) {
  const words = messages.first;
  const first = funnels?.[0];
  const answer = useSuggestion(site.site, seen && funnels?.length === 0);
  return (
    <li className="panel" data-done={first !== undefined}>
      <h2>{words.funnelTitle}</h2>
      {first !== undefined ? (
        <p>
          {words.funnels(count(funnels?.length ?? 0), funnels?.length === 1)}{' '}
          <Link to={{ page: 'funnels', funnel: first.id }}>{nameOf(first.definition)}</Link>
        </p>
      ) : !seen ? (
        <p className="hint">{words.funnelLater}</p>
      ) : (
        <Loaded answer={answer} skeleton={<Skeleton heights={[24, 96]} />}>
          {(suggestion) => <Suggestion suggestion={suggestion} site={site} />}
        </Loaded>
      )}
    </li>
  );
}

function Suggestion({ suggestion, site }: { suggestion: FunnelSuggestion; site: Site }) {
  const words = messages.first;
  const { funnel, reason, evidence } = suggestion;
  const put = usePutFunnel(site.site);
  const store = (definition: FunnelDefinition) => {
    const id = freeSlug(nameOf(definition), 'first', isFunnelId);
    put.mutate({ id, definition }, { onSuccess: () => go({ page: 'funnels', funnel: id }) });
  };
  return (
    <>
      <p className="answer" data-figure="suggestion.reason">
        {reason}
      </p>
      {funnel !== null && (
        <>
          <Table
            label={words.evidence}
            columns={[messages.report.step, words.events, messages.overview.visitors]}
          >
            {evidence.map(({ step, events, visitors }, at) => (
              <tr key={`${at} ${step}`}>
                <th scope="row">
                  <span className="index">{at + 1}</span> {step}
                </th>
                <td data-figure={`suggestion.${at + 1}.events`}>{count(events)}</td>
                <td data-figure={`suggestion.${at + 1}.visitors`}>{count(visitors)}</td>
              </tr>
            ))}
          </Table>
          {put.error !== null && <ProblemNote problem={put.error} />}
          <div className="choice">
            <button type="button" className="primary" disabled={put.isPending} onClick={() => store(funnel)}>
              {words.store(nameOf(funnel))}
            </button>
            <Link to={{ page: 'funnels', funnel: undefined, ask: funnel, editing: true }}>
              {words.change}
            </Link>
          </div>
        </>
      )}
    </>
  );
}
