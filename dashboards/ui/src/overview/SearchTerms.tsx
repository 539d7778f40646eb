import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { useSearchTerms } from '../api/reports';
import type { DayRange } from '../time/range';
import { Loaded, Skeleton } from '../view/State';
import { count, percent } from '../words/format';
import { messages } from '../words/messages';
import { searchSentence, termName } from './sentences';
import { Table } from '../view/Table';

/** What people search for on the site, and what it leads to. */
export function SearchTerms({ site, range, view }: { site: string; range: DayRange; view: View }) {
  const words = messages.search;
  const answer = useSearchTerms(site, range, view);
  return (
    <section className="panel wide" aria-labelledby="search-title" aria-busy={answer.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="search-title">{words.title}</h2>
        <Link to={{ ...onPage(view, 'paths'), start: 'event:search', by: 'event' }}>{words.whatNext}</Link>
      </div>
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 240]} />}>
        {(report) => (
          <>
            <p className="answer" data-figure="search.sentence">
              {searchSentence(report)}
            </p>
            {report.rows.length > 0 && (
              <Table
                label={messages.tableOf(words.title)}
                className="breakdown"
                columns={[
                  words.term,
                  words.searches,
                  messages.overview.sessions,
                  words.withoutResults,
                  words.clicked,
                  words.purchased,
                  words.left,
                ]}
              >
                {report.rows.map((row) => {
                  const figure = (of: string) => `search.${row.other ? '(other)' : row.term}.${of}`;
                  return (
                    <tr key={row.other ? '(other)' : `=${row.term}`}>
                      <th scope="row" className={row.other || row.term === '' ? 'unnamed' : undefined}>
                        {row.other ? messages.breakdown.other : termName(row.term)}
                      </th>
                      <td data-figure={figure('searches')}>{count(row.searches)}</td>
                      <td data-figure={figure('sessions')}>{count(row.sessions)}</td>
                      <td
                        data-figure={figure('without')}
                        className={row.without_results > 0 ? 'trouble' : undefined}
                      >
                        {row.results_known === 0
                          ? messages.report.nothing
                          : `${count(row.without_results)} (${percent(row.without_results_rate)})`}
                      </td>
                      <td data-figure={figure('clicked')}>{percent(row.click_rate)}</td>
                      <td data-figure={figure('purchased')}>{percent(row.purchase_rate)}</td>
                      <td data-figure={figure('exits')}>{percent(row.exit_rate)}</td>
                    </tr>
                  );
                })}
              </Table>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
