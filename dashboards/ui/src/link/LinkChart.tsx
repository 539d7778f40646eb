import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { LinkReport } from '../api/types';
import Chart from '../chart/Chart';
import { axisLabel, chartBase, courseSeries, courseTooltip } from '../chart/line';
import { usePalette, useStill, type Palette } from '../chart/palette';
import type { Interval } from '../time/range';
import { count, percent, shortBucket } from '../words/format';
import { messages } from '../words/messages';

const HEIGHT = 230;

/** Fewer page views than this reach so far with their interval that the rest could not be read. */
const READABLE_FROM = 10;

type Course = LinkReport['series'];

/** The share that clicked over time with its 95 % interval as a band, and what was expected as a dotted line. */
export default function LinkChart({
  series,
  expected,
  length,
  zone,
  sentence,
}: {
  series: Course;
  expected: number | undefined;
  length: Interval;
  zone: string;
  sentence: string;
}) {
  const palette = usePalette();
  const still = useStill();
  const option = useMemo(
    () => optionOf(series, expected, length, zone, palette, still),
    [series, expected, length, zone, palette, still],
  );
  return <Chart option={option} height={HEIGHT} label={messages.links.chartLabel(sentence)} />;
}

function optionOf(
  series: Course,
  expected: number | undefined,
  length: Interval,
  zone: string,
  palette: Palette,
  still: boolean,
): EChartsCoreOption {
  const values = series.map(({ figures }) => (figures.views === 0 ? null : figures.rate));
  const bounds = series.map(({ figures }) => (figures.views === 0 ? undefined : figures.interval));
  const readable = series.flatMap(({ figures }) =>
    figures.views >= READABLE_FROM ? [figures.interval[1] ?? 0] : [],
  );
  const top = Math.min(
    1,
    Math.max(0.01, expected ?? 0, ...values.map((value) => value ?? 0), ...readable) * 1.1,
  );
  const label = axisLabel(palette);
  const { line, ink } = palette;
  return {
    ...chartBase(palette, still),
    grid: { left: 52, right: 64, top: 26, bottom: 28 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: series.map(({ from }) => shortBucket(from, length, zone)),
      axisLabel: { ...label, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      splitNumber: 3,
      axisLabel: { ...label, formatter: (value: number) => percent(value), showMaxLabel: false },
      splitLine: { lineStyle: { color: line } },
    },
    tooltip: courseTooltip(
      series,
      bounds,
      length,
      zone,
      ({ figures }) => [
        [messages.links.views, count(figures.views)],
        [messages.links.rate, figures.views === 0 ? messages.report.nothing : percent(figures.rate)],
        ...(expected === undefined ? [] : [[messages.links.expectedTitle, percent(expected)] as const]),
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
      ...(expected === undefined
        ? []
        : [
            {
              id: 'expected',
              type: 'line',
              silent: true,
              symbol: 'none',
              lineStyle: { color: ink, width: 1.5, type: 'dotted' },
              data: series.map(() => expected),
            },
          ]),
    ],
  };
}
