import { useState } from 'react';
import { go } from '../address/use-view';
import { useClicks } from '../api/reports';
import type { ClickReport, ElementRef } from '../api/types';
import type { PageProps } from '../Pages';
import { Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { count, interval, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { OverlayForm } from './OverlayForm';
import { elementName } from './sentences';

const HOME = '/';

/** Everything that is clicked on a page, as a table. */
export function ClickMap({ site, view, range }: PageProps) {
  const words = messages.links;
  const path = view.path ?? HOME;
  const answer = useClicks(site.site, range, view, path, view.version);
  return (
    <section className="panel wide" aria-labelledby="clicks-title" aria-busy={answer.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="clicks-title">{words.clicks}</h2>
        <PathForm key={path} path={path} />
      </div>
      <OverlayForm key={path} site={site} range={range} path={path} />
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 240]} />}>
        {(report) => (
          <>
            <Versions report={report} zone={site.time_zone} />
            {report.elements.length === 0 ? (
              <p className="hint">
                {words.noClicks} {words.noClicksHint}
              </p>
            ) : (
              <Elements report={report} />
            )}
          </>
        )}
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
        go({ path: text === HOME || text === '' ? undefined : text, version: undefined });
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

/** Which version of the page is counted, where it has more than one, and what is new in it and gone. */
function Versions({ report, zone }: { report: ClickReport; zone: string }) {
  const words = messages.links;
  const { versions, version } = report;
  if (versions.length === 1) return null;
  const shown = versions.find(({ index }) => index === version);
  const names = (elements: readonly ElementRef[]) => elements.map(elementName).join(', ');
  return (
    <>
      <label className="inline-field version-field" title={words.versionsHint}>
        <span>{words.versions}</span>
        <select
          value={version ?? ''}
          onChange={({ target }) => go({ version: target.value === '' ? undefined : Number(target.value) })}
        >
          <option value="">{words.allVersions(count(versions.length))}</option>
          {versions.map(({ index, from, page_views }) => (
            <option key={index} value={index}>
              {words.version(count(index), moment(from, zone), count(page_views))}
            </option>
          ))}
        </select>
      </label>
      {shown !== undefined && (
        <p className="hint" data-figure="clicks.version">
          {[
            shown.appeared.length > 0 && words.appeared(names(shown.appeared)),
            shown.vanished.length > 0 && words.vanished(names(shown.vanished)),
          ]
            .filter((one) => one !== false)
            .join(' ')}
        </p>
      )}
    </>
  );
}

/** How many, and of the clicks on the same; nothing of clicks that nobody made. */
function ofClicks(part: number, clicks: number): string {
  return clicks === 0 ? count(part) : `${count(part)} (${percent(part / clicks)})`;
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
                <td className={one.dead_clicks > 0 ? 'trouble' : undefined}>
                  {ofClicks(one.dead_clicks, one.clicks)}
                </td>
              )}
              {troubled && (
                <td className={one.rage_clicks > 0 ? 'trouble' : undefined}>
                  {ofClicks(one.rage_clicks, one.clicks)}
                </td>
              )}
            </tr>
          );
        })}
      </Table>
    </>
  );
}
