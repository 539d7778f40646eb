import type { CustomSeriesOption } from 'echarts/charts';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { ReportStep } from '../api/types';
import Chart from '../chart/Chart';
import { chartBase, tooltipBox } from '../chart/line';
import { useWidth } from '../chart/width';
import { usePalette, useStill, type Palette } from '../chart/palette';
import { tooltipOf } from '../chart/tooltip';
import { Skeleton } from '../view/State';
import { count, duration, interval, percent } from '../words/format';
import { messages } from '../words/messages';

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;
type Group = Extract<ReturnType<RenderItem>, { type: 'group' }>;
type Shape = Group['children'][number];
type Fill = string | { image: HTMLCanvasElement; repeat: 'repeat' };
/** What ECharts takes as style of a shape; its own types differ from shape to shape. */
type Style = Record<string, unknown>;

const ROW = 96;
const LAST_ROW = 58;
const BAR_TOP = 24;
const BAR = 22;
/** Below this width the words between two steps take two lines. */
const NARROW = 560;
const NARROW_EXTRA = 20;

/**
 * The steps below each other, each as wide as its share of the first: those who went on in the accent colour,
 * those still open hatched, those lost pale; a whisker spans the 95 % interval of the share.
 */
export default function FunnelChart({
  steps,
  sentence,
  open,
}: {
  steps: readonly ReportStep[];
  sentence: string;
  /** Called with the number of the step that was clicked. */
  open: (step: number) => void;
}) {
  const [box, width] = useWidth();
  const palette = usePalette();
  const still = useStill();
  const narrow = width < NARROW;
  const row = narrow ? ROW + NARROW_EXTRA : ROW;
  const height = row * (steps.length - 1) + LAST_ROW;
  const option = useMemo(
    () => optionOf(steps, palette, still, narrow, row),
    [steps, palette, still, narrow, row],
  );
  return (
    <div ref={box}>
      {/* Before the width is known its place is kept: what is drawn for no width would be drawn wrong. */}
      {width === 0 ? (
        <Skeleton heights={[height]} />
      ) : (
        <Chart
          option={option}
          height={height}
          label={messages.report.chartLabel(sentence)}
          clicked={(at) => {
            const step = steps[at];
            if (step !== undefined) open(step.index);
          }}
        />
      )}
    </div>
  );
}

function optionOf(
  steps: readonly ReportStep[],
  palette: Palette,
  still: boolean,
  narrow: boolean,
  row: number,
): EChartsCoreOption {
  const hatch = hatched(palette);
  const base = steps[0]?.entered ?? 0;
  const renderItem: RenderItem = (params, api) => {
    const step = steps[params.dataIndex];
    const width = api.getWidth();
    if (step === undefined) return null;
    const share = (n: number) => (base === 0 ? 0 : (n / base) * width);
    return {
      type: 'group',
      y: params.dataIndex * row,
      children: [
        ...title(step, width, palette),
        ...bar(step, share, step.index === steps.length, hatch, palette),
        ...(base === 0 || step.index === 1 ? [] : whisker(step, width, palette)),
        ...(step.index === steps.length ? [] : between(step, steps[step.index], width, narrow, palette)),
      ],
    };
  };
  return {
    ...chartBase(palette, still),
    // The shapes have places of their own; the axes only make ECharts ask for each of them.
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { show: false, type: 'value', min: 0, max: 1 },
    yAxis: { show: false, type: 'category', inverse: true, data: steps.map(({ name }) => name) },
    tooltip: {
      ...tooltipBox(palette),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const step = steps[dataIndex];
        return step === undefined ? '' : tooltipOf(`${step.index}  ${step.name}`, details(step));
      },
    },
    series: [
      {
        type: 'custom',
        id: 'steps',
        clip: false,
        renderItem,
        data: steps.map(({ index, entered }) => [entered, index - 1]),
      },
    ],
  };
}

function title(step: ReportStep, width: number, { ink, font }: Palette): Shape[] {
  const figure = messages.report.enteredBar(count(step.entered), percent(step.rate_first));
  const room = Math.max(40, width - figure.length * 8 - 16);
  return [
    text(0, 3, `${step.index}  ${step.name}`, { fill: ink, font: `600 14px ${font}`, width: room }),
    text(width, 3, figure, { fill: ink, font: `600 14px ${font}`, align: 'right' }),
  ];
}

function bar(
  step: ReportStep,
  share: (n: number) => number,
  isLast: boolean,
  hatch: Fill,
  { accent, lost, lostEdge }: Palette,
): Shape[] {
  const went = share(isLast ? step.entered : step.converted);
  const open = share(isLast ? 0 : step.open);
  const dropped = share(isLast ? 0 : step.dropped);
  return [
    rect(0, went, { fill: accent }),
    rect(went, open, { fill: hatch, stroke: accent, lineWidth: 1 }),
    rect(went + open, dropped, { fill: lost, stroke: lostEdge, lineWidth: 1 }),
  ];
}

/** The 95 % interval of the share of the first step, with a halo so that it shows on every ground. */
function whisker(step: ReportStep, width: number, { ink, panel }: Palette): Shape[] {
  const [low = 0, high = 1] = step.interval_first;
  const y = BAR_TOP + BAR / 2;
  const [left, right] = [low * width, high * width];
  const lines = [
    { x1: left, y1: y, x2: right, y2: y },
    { x1: left, y1: y - 5, x2: left, y2: y + 5 },
    { x1: right, y1: y - 5, x2: right, y2: y + 5 },
  ];
  const drawn = (stroke: string, lineWidth: number): Shape[] =>
    lines.map((shape) => ({ type: 'line', shape, style: { stroke, lineWidth } }));
  return [...drawn(panel, 4), ...drawn(ink, 1.5)];
}

function between(
  step: ReportStep,
  next: ReportStep | undefined,
  width: number,
  narrow: boolean,
  { ink, muted, accentText, font }: Palette,
): Shape[] {
  const y = BAR_TOP + BAR + 12;
  const went = [messages.report.goOn(count(step.converted), percent(next?.rate_previous ?? 0))];
  if (typeof next?.median_seconds === 'number')
    went.push(messages.report.median(duration(next.median_seconds)));
  const gone = [
    messages.report.lost(count(step.dropped), percent(step.entered === 0 ? 0 : step.dropped / step.entered)),
  ];
  if (step.open > 0) gone.push(messages.report.stillOpen(count(step.open)));
  return [
    {
      type: 'polyline',
      shape: {
        points: [
          [4, y],
          [4, y + 12],
          [0, y + 8],
          [4, y + 12],
          [8, y + 8],
        ],
      },
      style: { stroke: accentText, lineWidth: 1.5, fill: 'none' },
    },
    text(16, y, went.join(' · '), {
      fill: accentText,
      font: `13px ${font}`,
      width: narrow ? width - 16 : width / 2,
    }),
    narrow
      ? text(16, y + NARROW_EXTRA, gone.join(' · '), {
          fill: step.dropped > 0 ? ink : muted,
          font: `13px ${font}`,
          width: width - 16,
        })
      : text(width, y, gone.join(' · '), {
          fill: step.dropped > 0 ? ink : muted,
          font: `13px ${font}`,
          align: 'right',
        }),
  ];
}

function details(step: ReportStep): (readonly [string, string])[] {
  return [
    [messages.report.entered, count(step.entered)],
    [messages.report.converted, count(step.converted)],
    [messages.report.dropped, count(step.dropped)],
    [messages.report.openColumn, count(step.open)],
    [messages.report.rateFirst, `${percent(step.rate_first)} (${interval(step.interval_first)})`],
    [messages.report.ratePrevious, `${percent(step.rate_previous)} (${interval(step.interval_previous)})`],
  ];
}

function rect(x: number, width: number, style: Style): Shape {
  return {
    type: 'rect',
    // What is there is seen: less than a pixel is drawn as one.
    shape: { x, y: BAR_TOP, width: width > 0 ? Math.max(width, 1) : 0, height: BAR },
    style,
    ignore: width <= 0,
    transition: ['shape'],
  };
}

function text(x: number, y: number, words: string, style: Style): Shape {
  return {
    type: 'text',
    x,
    y,
    silent: true,
    style: { text: words, verticalAlign: 'top', overflow: 'truncate', ...style },
  };
}

/** Diagonal lines in the accent colour: open, neither won nor lost. */
function hatched({ accent, panel }: Palette): Fill {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  if (pen === null) return panel;
  pen.fillStyle = panel;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = accent;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return { image: tile, repeat: 'repeat' };
}
