import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { SeriesBucket } from '../api/types';
import Chart from '../chart/Chart';
import { axisLabel, chartBase, courseSeries, courseTooltip } from '../chart/line';
import { usePalette, useStill, type Palette } from '../chart/palette';
import type { Interval } from '../time/range';
import { count, percent, shortBucket, shortCount } from '../words/format';
import { messages } from '../words/messages';
import { conversion } from '../words/sentences';

const HEIGHT = 300;

/**
 * Conversion by time of entry with its 95 % interval as a band, and how many entered below it. What is not complete
 * yet is dashed and hollow.
 */
export default function SeriesChart({
  series,
  length,
  zone,
  sentence,
}: {
  series: readonly SeriesBucket[];
  length: Interval;
  zone: string;
  sentence: string;
}) {
  const palette = usePalette();
  const still = useStill();
  const option = useMemo(
    () => optionOf(series, length, zone, palette, still),
    [series, length, zone, palette, still],
  );
  return <Chart option={option} height={HEIGHT} label={messages.series.label(sentence)} />;
}

function optionOf(
  series: readonly SeriesBucket[],
  length: Interval,
  zone: string,
  palette: Palette,
  still: boolean,
): EChartsCoreOption {
  const { line, accentText, lost, lostEdge } = palette;
  const names = series.map(({ from }) => shortBucket(from, length, zone));
  const entered = series.map(enteredIn);
  const values = series.map((one) => (enteredIn(one) > 0 ? conversion(one) : null));
  const bounds = series.map((one) => (enteredIn(one) > 0 ? one.steps.at(-1)?.interval_first : undefined));
  const top = Math.min(1, Math.max(0.01, ...readableTops(series)) * 1.1);
  const label = axisLabel(palette);
  return {
    ...chartBase(palette, still),
    grid: [
      { left: 48, right: 56, top: 28, height: 150 },
      { left: 48, right: 56, top: 216, height: 48 },
    ],
    xAxis: [
      {
        type: 'category',
        data: names,
        axisLabel: { show: false },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: line } },
      },
      {
        type: 'category',
        gridIndex: 1,
        data: names,
        axisLabel: { ...label, hideOverlap: true },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: line } },
      },
    ],
    yAxis: [
      {
        type: 'value',
        name: messages.series.conversion,
        nameTextStyle: { ...label, color: accentText, align: 'left', padding: [0, 0, 0, -42] },
        nameGap: 10,
        min: 0,
        max: top,
        splitNumber: 3,
        axisLabel: { ...label, formatter: (value: number) => percent(value), showMaxLabel: false },
        splitLine: { lineStyle: { color: line } },
      },
      {
        type: 'value',
        gridIndex: 1,
        name: messages.series.entered,
        nameTextStyle: { ...label, align: 'left', padding: [0, 0, 0, -42] },
        nameGap: 12,
        min: 0,
        max: Math.max(1, ...entered),
        interval: Math.max(1, ...entered),
        axisLabel: { ...label, formatter: (value: number) => shortCount(value) },
        splitLine: { show: false },
      },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: courseTooltip(
      series,
      bounds,
      length,
      zone,
      (one) => [
        [messages.series.entered, count(enteredIn(one))],
        [messages.series.conversion, percent(conversion(one))],
      ],
      palette,
    ),
    series: [
      ...courseSeries(
        {
          values,
          bounds,
          complete: series.map(({ complete }) => complete),
          top,
          last: (value) => ({ formatter: percent(value), position: 'right', distance: 8 }),
        },
        palette,
      ),
      {
        id: 'entered',
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        silent: true,
        barMaxWidth: 28,
        itemStyle: { color: lost, borderColor: lostEdge, borderWidth: 1 },
        data: entered.map((n) => (n === 0 ? null : n)),
      },
    ],
  };
}

function enteredIn({ steps }: SeriesBucket): number {
  return steps[0]?.entered ?? 0;
}

/** The tops of the intervals that should be seen whole; those of a handful of subjects reach far and say little. */
function readableTops(series: readonly SeriesBucket[]): number[] {
  return series.flatMap((one) => {
    const n = enteredIn(one);
    if (n === 0) return [];
    return [n >= 10 ? (one.steps.at(-1)?.interval_first[1] ?? 0) : 0, conversion(one)];
  });
}
