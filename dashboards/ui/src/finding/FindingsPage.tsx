import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { Alerts } from '../alert/Alerts';
import { useFindings } from '../api/reports';
import type { Finding, FindingReport, Site } from '../api/types';
import type { PageProps } from '../Pages';
import { Empty, Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { moment } from '../words/format';
import { messages } from '../words/messages';
import { Digests } from './Digests';
import './finding.css';
import { daysSentence, evidenceOf, findingFigures, findingsSentence } from './sentences';

const words = messages.findings;

/** What is wrong on the site: where it breaks, which pages mislead, which links are missed; worst first. */
export default function FindingsPage({ site, view }: PageProps) {
  useTitle(messages.pages.names.findings, site.site);
  const answer = useFindings(site.site);
  return (
    <>
      <h1>{words.title}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[64, 220, 160, 160]} />}>
        {(report) => (
          <>
            <div className="lead">
              <p className="answer" data-figure="findings.sentence">
                {findingsSentence(report)}
              </p>
              <p className="hint">
                <span data-figure="findings.days">{daysSentence(report, site.time_zone)}</span>{' '}
                {messages.live.asOf(moment(report.as_of, site.time_zone))}.
              </p>
            </div>
            {report.notes.length > 0 && (
              <ul className="note" aria-label={words.notes}>
                {report.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
            {report.funnels === 0 && (
              <Empty as="h2" title={words.noFunnel} hint={words.noFunnelHint}>
                <Link to={{ ...onPage(view, 'funnels'), funnel: undefined, editing: true }}>
                  {words.makeFunnel}
                </Link>
              </Empty>
            )}
            {report.funnels > 0 && (
              <>
                <Findings kind="breaks" report={report} site={site} view={view} />
                <Findings kind="misleading" report={report} site={site} view={view} />
              </>
            )}
            {report.links > 0 ? (
              <Findings kind="missed_links" report={report} site={site} view={view} />
            ) : (
              <Empty as="h2" title={messages.links.none} hint={messages.links.noneHint}>
                <Link to={onPage(view, 'links')}>{words.makeLink}</Link>
              </Empty>
            )}
          </>
        )}
      </Loaded>
      <Alerts site={site} />
      <Digests site={site} />
    </>
  );
}

function Findings({
  kind,
  report,
  site,
  view,
}: {
  kind: 'breaks' | 'misleading' | 'missed_links';
  report: FindingReport;
  site: Site;
  view: View;
}) {
  const list = report[kind];
  return (
    <section className="panel" aria-labelledby={`${kind}-title`}>
      <h2 id={`${kind}-title`}>{words.titles[kind]}</h2>
      {list.length === 0 ? (
        <p className="hint">{words.none[kind]}</p>
      ) : (
        <ol className="findings">
          {list.map((finding, at) => (
            <One
              key={JSON.stringify(finding.evidence)}
              name={`${kind}.${at + 1}`}
              finding={finding}
              report={report}
              site={site}
              view={view}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function One({
  name,
  finding,
  report,
  site,
  view,
}: {
  name: string;
  finding: Finding;
  report: FindingReport;
  site: Site;
  view: View;
}) {
  return (
    <li className="finding">
      <p className="answer" data-figure={`${name}.sentence`}>
        {finding.sentence}
      </p>
      <dl>
        {findingFigures(finding).map(([figure, title, text, more]) => (
          <div key={figure}>
            <dt>{title}</dt>
            <dd>
              <span data-figure={`${name}.${figure}`}>{text}</span>{' '}
              {more !== undefined && <small data-figure={`${name}.${figure}.more`}>{more}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <p className="evidence">
        {evidenceOf(finding, report, site.time_zone).map(([text, where]) => (
          <Link
            key={text}
            to={{ ...onPage(view, 'funnels'), funnel: undefined, filter: [], segment: undefined, ...where }}
          >
            {text}
          </Link>
        ))}
      </p>
    </li>
  );
}
