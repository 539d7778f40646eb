import { useState } from 'react';
import { go } from '../address/use-view';
import { useClicks } from '../api/reports';
import type { ClickReport } from '../api/types';
import type { PageProps } from '../Pages';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { elementName } from './sentences';

const HOME = '/';

/** Everything that is clicked on a page, as a table. */
export function ClickMap({ site, view, range }: PageProps) {
  const words = messages.links;
  const path = view.path ?? HOME;
  const answer = useClicks(site.site, range, view, path);
  return (
    <section className="panel wide" aria-labelledby="clicks-title" aria-busy={answer.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="clicks-title">{words.clicks}</h2>
        <PathForm key={path} path={path} />
      </div>
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 240]} />}>
        {(report) =>
          report.elements.length === 0 ? (
            <p className="hint">
              {words.noClicks} {words.noClicksHint}
            </p>
          ) : (
            <Elements report={report} />
          )
        }
      </Loaded>
    </section>
  );
}

function PathForm({ path }: { path: string }) {
  const words = messages.links;
  const [text, setText] = useState(path);
  return (
    <form
      className="choice"
      onSubmit={(event) => {
        event.preventDefault();
        go({ path: text === HOME || text === '' ? undefined : text });
      }}
    >
      <label className="inline-field">
        <span>{words.path}</span>
        <input value={text} maxLength={1000} onChange={({ target }) => setText(target.value)} />
      </label>
      <button type="submit">{words.show}</button>
    </form>
  );
}

function Elements({ report }: { report: ClickReport }) {
  const words = messages.links;
  const known = report.elements.some(({ views }) => views !== null);
  const troubled = report.dead_clicks + report.rage_clicks > 0;
  return (
    <>
      <p className="answer" data-figure="clicks.sentence">
        {words.clicksSentence(count(report.clicks), count(report.page_views), count(report.visitors))}{' '}
        {troubled && words.trouble(count(report.dead_clicks), count(report.rage_clicks))}
      </p>
      <Table
        label={messages.tableOf(words.clicks)}
        className="breakdown"
        columns={[
          words.element,
          words.clicked,
          words.ofClicks,
          words.ofVisitors,
          known && words.inView,
          known && words.rate,
          troubled && words.dead,
          troubled && words.rage,
        ]}
      >
        {report.elements.map((one) => {
          const name = elementName(one.element);
          return (
            <tr key={JSON.stringify(one.element)}>
              <th scope="row">
                {name} <small>{one.element.selector}</small>
              </th>
              <td data-figure={`clicks.${name}.clicks`}>{count(one.clicks)}</td>
              <td>{percent(one.share)}</td>
              <td>{percent(one.visitor_share)}</td>
              {known && <td>{one.views === null ? messages.report.nothing : count(one.views)}</td>}
              {known && (
                <td>
                  {one.rate === null || one.interval === null
                    ? messages.report.nothing
                    : `${percent(one.rate)} (${interval(one.interval)})`}
                </td>
              )}
              {troubled && (
                <td className={one.dead_clicks > 0 ? 'trouble' : undefined}>{count(one.dead_clicks)}</td>
              )}
              {troubled && (
                <td className={one.rage_clicks > 0 ? 'trouble' : undefined}>{count(one.rage_clicks)}</td>
              )}
            </tr>
          );
        })}
      </Table>
    </>
  );
}
