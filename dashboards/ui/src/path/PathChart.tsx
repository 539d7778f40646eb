import { SankeyChart } from 'echarts/charts';
import { use as register, type EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { PathNode, PathReport } from '../api/types';
import Chart from '../chart/Chart';
import { chartBase, tooltipBox } from '../chart/line';
import { usePalette, useStill, type Palette } from '../chart/palette';
import { tooltipOf } from '../chart/tooltip';
import { useWidth } from '../chart/width';
import { count, percent } from '../words/format';
import { messages } from '../words/messages';
import { nodeName } from './sentences';

register([SankeyChart]);

/** A column narrower than this has no room for its names. */
const COLUMN_MIN = 150;
const ROW = 50;
/** A label is two lines high; nodes this far apart keep theirs apart, however small they are. */
const GAP = 30;

/** The ways as streams, in the order of time: what goes on in the accent's colour, what ends and the rest in grey. */
export default function PathChart({ report, sentence }: { report: PathReport; sentence: string }) {
  const palette = usePalette();
  const still = useStill();
  const [box, room] = useWidth();
  const columns = 1 + Math.max(0, ...report.nodes.map(({ depth }) => depth));
  const width = Math.max(room, columns * COLUMN_MIN);
  const rows = Math.max(
    ...Array.from({ length: columns }, (_, at) => report.nodes.filter(({ depth }) => depth === at).length),
  );
  const option = useMemo(() => optionOf(report, columns, palette, still), [report, columns, palette, still]);
  return (
    <div ref={box}>
      <div className="scroll" tabIndex={0} role="region" aria-label={messages.paths.chart}>
        {room > 0 && (
          <div style={{ width }}>
            <Chart
              option={option}
              height={Math.max(240, rows * ROW + 24)}
              label={messages.paths.chartLabel(sentence)}
            />
          </div>
        )}
      </div>
    </div>
  );
}

function optionOf(report: PathReport, columns: number, palette: Palette, still: boolean): EChartsCoreOption {
  const { ink, panel, accent, lost, lostEdge, font } = palette;
  const backward = report.direction === 'backward';
  const { total } = report;
  const byId = new Map(report.nodes.map((node) => [node.id, node]));
  const goesOn = ({ kind }: PathNode) => kind !== 'exit' && kind !== 'other';
  const name = (id: string) => {
    const node = byId.get(id);
    return node === undefined ? id : nodeName(node, report);
  };
  const share = (n: number) => (total === 0 ? '' : ` · ${percent(n / total)}`);
  return {
    ...chartBase(palette, still),
    tooltip: {
      ...tooltipBox(palette),
      trigger: 'item',
      formatter: (hit: {
        dataType: string;
        data: { name: string; source: string; target: string; value: number };
      }) =>
        hit.dataType === 'edge'
          ? tooltipOf(`${name(hit.data.source)} → ${name(hit.data.target)}`, [
              [messages.counted(report.unit, hit.data.value), count(hit.data.value)],
              [messages.paths.ofAll, percent(hit.data.value / total)],
            ])
          : tooltipOf(name(hit.data.name), [
              [
                messages.counted(report.unit, byId.get(hit.data.name)?.count ?? 0),
                count(byId.get(hit.data.name)?.count ?? 0),
              ],
              [messages.paths.ofAll, percent((byId.get(hit.data.name)?.count ?? 0) / total)],
            ]),
    },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: 4,
        top: 12,
        bottom: 12,
        nodeWidth: 10,
        nodeGap: GAP,
        draggable: false,
        layoutIterations: 24,
        emphasis: { focus: 'adjacency' },
        data: report.nodes.map((node) => {
          const column = backward ? columns - 1 - node.depth : node.depth;
          const isLast = column === columns - 1;
          return {
            name: node.id,
            value: node.count,
            depth: column,
            itemStyle: goesOn(node)
              ? { color: accent, borderWidth: 0 }
              : { color: lost, borderColor: lostEdge, borderWidth: 1 },
            label: {
              position: isLast ? 'left' : 'right',
              formatter: `${short(nodeName(node, report))}\n${count(node.count)}${share(node.count)}`,
            },
          };
        }),
        links: report.links.map(({ from, to, count: n }) => {
          const [source, target] = backward ? [to, from] : [from, to];
          const ends = byId.get(target)?.kind === 'exit';
          return {
            source,
            target,
            value: n,
            lineStyle: { color: ends ? lostEdge : accent, opacity: ends ? 0.25 : 0.2 },
          };
        }),
        label: {
          color: ink,
          fontFamily: font,
          fontSize: 12,
          lineHeight: 15,
          distance: 5,
          textBorderColor: panel,
          textBorderWidth: 3,
        },
        lineStyle: { curveness: 0.5 },
      },
    ],
  };
}

const NAME_MAX = 22;

/** The end of a path tells more than its beginning. */
function short(name: string): string {
  return name.length <= NAME_MAX ? name : `…${name.slice(-(NAME_MAX - 1))}`;
}
