import { Suspense, useMemo } from 'react';
import { Link } from '../address/Link';
import { go } from '../address/use-view';
import { PATH_KINDS, DEPTH_MAX, type PathKind } from '../address/view';
import { useFunnels } from '../api/queries';
import { usePaths } from '../api/reports';
import type { PathNode, PathReport } from '../api/types';
import type { PageProps } from '../Pages';
import { SeenProvider } from '../seen/use-seen';
import { Empty, Loaded, Skeleton } from '../view/State';
import { part } from '../view/part';
import { useTitle } from '../view/title';
import { count, moment, percent } from '../words/format';
import { messages } from '../words/messages';
import './path.css';
import { PointPicker } from './PointPicker';
import { nodeName, pathSentence } from './sentences';
import { Table } from '../view/Table';

const PathChart = part(() => import('./PathChart'));

const DEPTH_DEFAULT = 4;

/** Which ways people take: from a point, to a point, between two. */
export default function PathsPage({ site, view, range }: PageProps) {
  const words = messages.paths;
  useTitle(messages.pages.names.paths, site.site);
  const seenIn = useMemo(() => ({ site: site.site, range }), [site.site, range]);
  const depth = view.depth ?? DEPTH_DEFAULT;
  const by = view.by ?? 'page';
  const funnels = useFunnels(site.site).data?.funnels ?? [];
  const answer = usePaths(site.site, range, view, { start: view.start, end: view.end, depth, by });
  return (
    <>
      <h1>{messages.pages.names.paths}</h1>
      <SeenProvider value={seenIn}>
        <div className="ways">
          <PointPicker
            key={`start ${view.start ?? ''}`}
            label={words.from}
            none={words.entrance}
            point={view.start}
            funnels={funnels}
            change={(start) => go({ start })}
          />
          <PointPicker
            key={`end ${view.end ?? ''}`}
            label={words.to}
            none={words.anywhere}
            point={view.end}
            funnels={funnels}
            change={(end) => go({ end })}
          />
          <label className="inline-field">
            <span>{words.depth}</span>
            <select value={depth} onChange={({ target }) => go({ depth: Number(target.value) })}>
              {Array.from({ length: DEPTH_MAX }, (_, at) => (
                <option key={at}>{at + 1}</option>
              ))}
            </select>
          </label>
          <div role="group" aria-label={words.by} className="segments">
            {PATH_KINDS.map((kind: PathKind) => (
              <button key={kind} type="button" aria-pressed={kind === by} onClick={() => go({ by: kind })}>
                {words.kinds[kind]}
              </button>
            ))}
          </div>
        </div>
      </SeenProvider>
      <Loaded answer={answer} skeleton={<Skeleton heights={[48, 420, 240]} />}>
        {(report) => (
          <div className="paths" aria-busy={answer.isPlaceholderData}>
            <div className="lead">
              <p className="answer" data-figure="paths.sentence">
                {pathSentence(report)}
              </p>
              <p className="hint">{messages.live.asOf(moment(report.as_of, site.time_zone))}.</p>
            </div>
            {report.total === 0 ? (
              <Empty as="h2" title={messages.report.emptyTitle} hint={words.noneHint} />
            ) : (
              <Ways report={report} />
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

function Ways({ report }: { report: PathReport }) {
  const words = messages.paths;
  const sentence = pathSentence(report);
  return (
    <>
      <section className="panel" aria-labelledby="ways-title">
        <h2 id="ways-title">
          {words.title(count(report.total), messages.counted(report.unit, report.total))}
        </h2>
        <Suspense fallback={<Skeleton heights={[420]} />}>
          <PathChart report={report} sentence={sentence} />
        </Suspense>
        <p className="hint">{words.honest}</p>
      </section>
      <section className="panel" aria-labelledby="ways-table-title">
        <h2 id="ways-table-title">{words.table}</h2>
        <Links report={report} />
      </section>
    </>
  );
}

/** The very figures of the chart: each link with how many took it. */
function Links({ report }: { report: PathReport }) {
  const words = messages.paths;
  const nodes = new Map(report.nodes.map((node) => [node.id, node]));
  const of = (id: string) => nodes.get(id);
  const backward = report.direction === 'backward';
  const links = report.links.toSorted((a, b) => a.depth - b.depth || b.count - a.count);
  return (
    <Table
      label={messages.tableOf(words.table)}
      className="texts ways-table"
      columns={[
        words.distance,
        words.fromColumn,
        words.toColumn,
        { name: messages.countedColumn(report.unit), className: 'figure' },
        { name: words.ofAll, className: 'figure' },
      ]}
    >
      {links.map(({ depth, from, to, count: n }) => {
        const [source, target] = backward ? [of(to), of(from)] : [of(from), of(to)];
        return (
          <tr key={`${from} ${to}`}>
            <th scope="row">{depth}</th>
            <td className="path">
              <NodeLink node={source} report={report} />
            </td>
            <td className="path">
              <NodeLink node={target} report={report} />
            </td>
            <td className="figure" data-figure={`paths.${from}.${to}`}>
              {count(n)}
            </td>
            <td className="figure">{percent(n / report.total)}</td>
          </tr>
        );
      })}
    </Table>
  );
}

/** What can be begun from leads on. */
function NodeLink({ node, report }: { node: PathNode | undefined; report: PathReport }) {
  if (node === undefined) return null;
  const name = nodeName(node, report);
  const isPoint = (node.kind === 'page' || node.kind === 'event') && node.value !== '';
  if (!isPoint)
    return (
      <span className={node.kind === 'start' || node.kind === 'end' ? undefined : 'unnamed'}>{name}</span>
    );
  return <Link to={{ start: `${node.kind}:${node.value}`, end: undefined }}>{name}</Link>;
}
