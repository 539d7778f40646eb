import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { Metric } from '../address/view';
import type { OverviewBucket } from '../api/types';
import Chart from '../chart/Chart';
import { axisLabel, chartBase, courseSeries, courseTooltip } from '../chart/line';
import { usePalette, useStill, type Palette } from '../chart/palette';
import { wilson } from '../chart/wilson';
import type { Interval } from '../time/range';
import { percent, shortBucket, shortCount } from '../words/format';
import { messages } from '../words/messages';
import { isRate, metricOf, metricText } from './metric';

const HEIGHT = 230;

/** One figure over time. What is not complete yet is dashed and hollow; a share has its 95 % interval as a band. */
export default function CourseChart({
  series,
  metric,
  length,
  zone,
  currency,
  sentence,
}: {
  series: readonly OverviewBucket[];
  metric: Metric;
  length: Interval;
  zone: string;
  currency: string;
  sentence: string;
}) {
  const palette = usePalette();
  const still = useStill();
  const option = useMemo(
    () => optionOf(series, metric, length, zone, currency, palette, still),
    [series, metric, length, zone, currency, palette, still],
  );
  return (
    <Chart
      option={option}
      height={HEIGHT}
      label={messages.overview.chartLabel(messages.overview.metrics[metric], sentence)}
    />
  );
}

function optionOf(
  series: readonly OverviewBucket[],
  metric: Metric,
  length: Interval,
  zone: string,
  currency: string,
  palette: Palette,
  still: boolean,
): EChartsCoreOption {
  const rate = isRate(metric);
  const values = series.map(({ figures }) =>
    rate && figures.sessions === 0 ? null : metricOf(figures, metric),
  );
  const bounds = series.map(({ figures }) =>
    rate && figures.sessions > 0
      ? wilson(Math.round(metricOf(figures, metric) * figures.sessions), figures.sessions)
      : undefined,
  );
  const readable = series.flatMap(({ figures }, at) =>
    figures.sessions >= 10 ? [bounds[at]?.[1] ?? 0] : [],
  );
  const top = Math.max(rate ? 0.01 : 1, ...values.map((value) => value ?? 0), ...readable) * 1.1;
  const label = axisLabel(palette);
  const { line } = palette;
  return {
    ...chartBase(palette, still),
    grid: { left: 52, right: 40, top: 26, bottom: 28 },
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
      max: rate ? Math.min(1, top) : top,
      splitNumber: 3,
      axisLabel: {
        ...label,
        formatter: (value: number) => (rate ? percent(value) : shortCount(value)),
        showMaxLabel: false,
      },
      splitLine: { lineStyle: { color: line } },
    },
    tooltip: courseTooltip(
      series,
      bounds,
      length,
      zone,
      ({ figures }) => [
        [messages.overview.metrics[metric], metricText(metricOf(figures, metric), metric, currency)],
      ],
      palette,
    ),
    series: courseSeries(
      {
        values,
        bounds,
        complete: series.map(({ complete }) => complete),
        top,
        last: (value) => ({ formatter: metricText(value, metric, currency), position: 'top', distance: 6 }),
      },
      palette,
    ),
  };
}
