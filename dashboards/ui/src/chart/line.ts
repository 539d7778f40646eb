import type { EChartsCoreOption } from 'echarts/core';
import { messages } from '../words/messages';
import type { Interval } from '../time/range';
import { bucket, interval as intervalText } from '../words/format';
import type { Palette } from './palette';
import { tooltipOf } from './tooltip';

/** What every chart over time shares: a line with its 95 % band, solid where it is final and dashed where it is not. */

type Bounds = readonly number[] | undefined;

/** A bucket of time, and whether it is final. */
interface Bucket {
  from: string;
  complete: boolean;
}

export interface Course {
  /** One for each bucket; null where there is none. */
  values: readonly (number | null)[];
  /** The interval of each value; undefined where there is none. */
  bounds: readonly Bounds[];
  complete: readonly boolean[];
  /** The end of the axis: a band is cut there. */
  top: number;
  /** The last value in words, and where it stands beside its point. */
  last: (value: number) => { formatter: string; position: 'top' | 'right'; distance: number };
}

/** The series of a course: band, solid line, dashed line. */
export function courseSeries(course: Course, palette: Palette): EChartsCoreOption[] {
  const { values, bounds, complete, top } = course;
  const { panel, accent, accentSoft } = palette;
  const isOpen = (at: number) => complete[at] === false;
  const lastAt = values.findLastIndex((value) => value !== null);
  const edge = {
    type: 'line',
    stack: 'band',
    stackStrategy: 'all',
    silent: true,
    symbol: 'none',
    lineStyle: { opacity: 0 },
  };
  const line = {
    type: 'line',
    symbol: 'circle',
    symbolSize: values.length > 62 ? 3 : 6,
    showAllSymbol: true,
    color: accent,
    emphasis: { disabled: true },
    z: 3,
  };
  const named = (value: number) => ({ value, label: { ...course.last(value), ...lastLabel(palette) } });
  return [
    { ...edge, id: 'low', data: bounds.map((bound) => bound?.[0] ?? null) },
    {
      ...edge,
      id: 'band',
      areaStyle: { color: accentSoft, opacity: 1 },
      data: bounds.map((bound) =>
        bound === undefined ? null : Math.min(top, bound[1] ?? 1) - (bound[0] ?? 0),
      ),
    },
    {
      ...line,
      id: 'solid',
      lineStyle: { color: accent, width: 2 },
      data: values.map((value, at) => {
        if (value === null || isOpen(at)) return null;
        return at === lastAt ? named(value) : value;
      }),
    },
    {
      ...line,
      id: 'dashed',
      lineStyle: { color: accent, width: 2, type: [4, 4] },
      itemStyle: { color: panel, borderColor: accent, borderWidth: 2 },
      // It starts at the last final point, so that the line does not break; that point is drawn already.
      data: values.map((value, at) => {
        if (value === null || !(isOpen(at) || isOpen(at + 1))) return null;
        if (!isOpen(at)) return { value, symbol: 'none', label: { show: false } };
        return at === lastAt ? named(value) : value;
      }),
    },
  ];
}

/** The tooltip of a chart over time: the bucket, its figures, and the interval of its share where it has one. */
export function courseTooltip<B extends Bucket>(
  series: readonly B[],
  bounds: readonly Bounds[],
  length: Interval,
  zone: string,
  figures: (one: B) => readonly (readonly [string, string])[],
  palette: Palette,
): EChartsCoreOption {
  return {
    ...tooltipBox(palette),
    trigger: 'axis',
    axisPointer: { lineStyle: { color: palette.muted }, animation: false },
    formatter: (hits: { dataIndex: number }[]) => {
      const at = hits[0]?.dataIndex ?? -1;
      const one = series[at];
      if (one === undefined) return '';
      const bound = bounds[at];
      const mark = one.complete ? '' : ` · ${messages.series.incompleteMark}`;
      return tooltipOf(`${bucket(one.from, length, zone)}${mark}`, [
        ...figures(one),
        ...(bound === undefined ? [] : [[messages.report.interval, intervalText(bound)] as const]),
      ]);
    },
  };
}

/** The box that tooltips stand in. */
export function tooltipBox({ panel, line, ink }: Palette): EChartsCoreOption {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: panel,
    borderColor: line,
    textStyle: { color: ink },
  };
}

/** How a chart of ours moves and what it writes in. */
export function chartBase({ font }: Palette, still: boolean): EChartsCoreOption {
  return {
    animation: !still,
    animationDuration: 0,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: font },
  };
}

/** The words on an axis. */
export function axisLabel({ muted, font }: Palette) {
  return { color: muted, fontFamily: font, fontSize: 12 };
}

function lastLabel({ accentText, panel, font }: Palette) {
  return {
    show: true,
    color: accentText,
    backgroundColor: panel,
    padding: [1, 3],
    borderRadius: 3,
    fontFamily: font,
    fontWeight: 600,
    fontSize: 13,
  };
}
