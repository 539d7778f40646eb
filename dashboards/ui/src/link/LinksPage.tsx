import { useState } from 'react';
import { Link } from '../address/Link';
import { useLinkReport } from '../api/reports';
import type { Link as StoredLink, LinkReport } from '../api/types';
import { IntervalBar, scaleOf } from '../chart/IntervalBar';
import type { PageProps } from '../Pages';
import { Empty, Loaded, Skeleton } from '../view/State';
import { Table } from '../view/Table';
import { useTitle } from '../view/title';
import { count, duration, interval, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import { ClickMap } from './ClickMap';
import './link.css';
import { LinkForm } from './LinkForm';
import { useLinks } from './queries';
import { elementName, linkSentence } from './sentences';

/** Whether people click what they are meant to click, and what they click at all. */
export default function LinksPage(props: PageProps) {
  const { site, view } = props;
  const words = messages.links;
  useTitle(messages.pages.names.links, site.site);
  const answer = useLinks(site.site);
  const [editing, setEditing] = useState<StoredLink | 'new'>();
  return (
    <>
      <h1>{messages.pages.names.links}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[44, 320]} />}>
        {({ links }) => {
          const chosen = view.link === undefined ? links[0] : links.find(({ id }) => id === view.link);
          return (
            <>
              <nav className="link-list" aria-label={words.list}>
                <ul>
                  {links.map((one) => (
                    <li key={one.id}>
                      <Link to={{ link: one.id }} current={one === chosen}>
                        {one.link.name}
                      </Link>
                    </li>
                  ))}
                  <li>
                    <button type="button" onClick={() => setEditing('new')}>
                      {words.add}
                    </button>
                  </li>
                </ul>
              </nav>
              {editing !== undefined && (
                <LinkForm
                  key={editing === 'new' ? '' : editing.id}
                  site={site.site}
                  link={editing === 'new' ? undefined : editing}
                  close={() => setEditing(undefined)}
                />
              )}
              {chosen !== undefined ? (
                <Report {...props} id={chosen.id} edit={() => setEditing(chosen)} />
              ) : (
                editing === undefined && (
                  <Empty
                    as="h2"
                    title={view.link === undefined ? words.none : words.unknown(view.link)}
                    hint={words.noneHint}
                  />
                )
              )}
            </>
          );
        }}
      </Loaded>
      <ClickMap {...props} />
    </>
  );
}

function Report({ site, view, range, id, edit }: PageProps & { id: string; edit: () => void }) {
  const words = messages.links;
  const answer = useLinkReport(site.site, range, view, id);
  return (
    <Loaded answer={answer} skeleton={<Skeleton heights={[72, 240]} />}>
      {(report) => (
        <div className="link-report" aria-busy={answer.isPlaceholderData}>
          <div className="lead">
            <div className="panel-head">
              <h2>{report.link.link.name}</h2>
              <button type="button" onClick={edit}>
                {words.edit}
              </button>
            </div>
            <p className="answer" data-figure="link.sentence">
              {linkSentence(report)}
            </p>
            {report.drift?.changed === true && (
              <p className="answer" data-figure="link.drift">
                {words.drift(
                  percent(report.drift.before.rate),
                  percent(report.drift.after.rate),
                  moment(report.drift.at, site.time_zone),
                )}
              </p>
            )}
            {!report.measured && report.page_views > 0 && <p className="hint">{words.unmeasured}</p>}
            <p className="hint">{messages.live.asOf(moment(report.as_of, site.time_zone))}.</p>
          </div>
          {report.totals.views > 0 && (
            <>
              <Outcomes report={report} />
              <Instead report={report} />
              <Devices report={report} />
            </>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Outcomes({ report }: { report: LinkReport }) {
  const words = messages.links;
  return (
    <section className="panel wide" aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">{words.outcomes}</h2>
      <Table
        label={messages.tableOf(words.outcomes)}
        className="breakdown"
        columns={[
          words.element,
          words.views,
          { name: words.share, className: 'rate' },
          words.reached,
          words.pagesToGoal,
          words.timeToGoal,
        ]}
      >
        {report.outcomes.map((one) => (
          <tr key={one.did}>
            <th scope="row">{words.did[one.did]}</th>
            <td data-figure={`link.${one.did}.views`}>{count(one.views)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={`link.${one.did}.share`}>{percent(one.share)}</span>
                <small>{interval(one.interval)}</small>
              </span>
              <IntervalBar rate={one.share} bounds={one.interval} scale={1} />
            </td>
            <td data-figure={`link.${one.did}.reached`}>
              {one.reached === null ? messages.report.nothing : count(one.reached)}
            </td>
            <td>{one.median_pages === null ? messages.report.nothing : count(one.median_pages)}</td>
            <td>{one.median_seconds === null ? messages.report.nothing : duration(one.median_seconds)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Instead({ report }: { report: LinkReport }) {
  const words = messages.links;
  return (
    <section className="panel" aria-labelledby="instead-title">
      <h2 id="instead-title">{words.instead}</h2>
      {report.instead.length === 0 ? (
        <p className="hint">{words.nothingInstead}</p>
      ) : (
        <Table
          label={messages.tableOf(words.instead)}
          className="breakdown"
          columns={[words.element, words.views, words.ofViews]}
        >
          {report.instead.slice(0, 12).map(({ element, views, share }) => (
            <tr key={JSON.stringify(element)}>
              <th scope="row">
                {elementName(element)} <small>{element.selector}</small>
              </th>
              <td data-figure={`instead.${elementName(element)}.views`}>{count(views)}</td>
              <td>{percent(share)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Devices({ report }: { report: LinkReport }) {
  const words = messages.links;
  const scale = scaleOf(
    report.breakdown.map(({ figures }) => ({
      rate: figures.rate,
      bounds: figures.interval,
      n: figures.views,
    })),
  );
  return (
    <section className="panel" aria-labelledby="devices-title">
      <h2 id="devices-title">{words.byDevice}</h2>
      <Table
        label={messages.tableOf(words.byDevice)}
        className="breakdown"
        columns={[
          messages.dimensions.device,
          words.inView,
          words.clicked,
          { name: words.rate, className: 'rate' },
        ]}
      >
        {report.breakdown.map(({ value, figures }) => (
          <tr key={value}>
            <th scope="row">{value === '' ? messages.breakdown.unknown : value}</th>
            <td data-figure={`link.${value}.views`}>{count(figures.views)}</td>
            <td data-figure={`link.${value}.clicked`}>{count(figures.clicked)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={`link.${value}.rate`}>{percent(figures.rate)}</span>
                <small>{interval(figures.interval)}</small>
              </span>
              <IntervalBar rate={figures.rate} bounds={figures.interval} scale={scale} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
