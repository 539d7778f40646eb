import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { Metric } from '../address/view';
import type { OverviewBucket } from '../api/types';
import Chart from '../chart/Chart';
import { usePalette, useStill, type Palette } from '../chart/palette';
import { tooltipOf } from '../chart/tooltip';
import { wilson } from '../chart/wilson';
import type { Interval } from '../time/range';
import { bucket, interval as intervalText, percent, shortBucket, shortCount } from '../words/format';
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
  const { ink, muted, line, panel, accent, accentText, accentSoft, font } = palette;
  const rate = isRate(metric);
  const values = series.map(({ figures }) =>
    rate && figures.sessions === 0 ? null : metricOf(figures, metric),
  );
  const bounds = series.map(({ figures }) =>
    rate && figures.sessions > 0
      ? wilson(Math.round(metricOf(figures, metric) * figures.sessions), figures.sessions)
      : undefined,
  );
  const isOpen = series.map(({ complete }) => !complete);
  const solid = values.map((value, at) => (isOpen[at] === true ? null : value));
  const dashed = values.map((value, at) => (isOpen[at] === true || isOpen[at + 1] === true ? value : null));
  const lastAt = values.findLastIndex((value) => value !== null);
  const readable = series.flatMap(({ figures }, at) =>
    figures.sessions >= 10 ? [bounds[at]?.[1] ?? 0] : [],
  );
  const top = Math.max(rate ? 0.01 : 1, ...values.map((value) => value ?? 0), ...readable) * 1.1;
  const label = { color: muted, fontFamily: font, fontSize: 12 };
  const shown = {
    type: 'line',
    symbol: 'circle',
    symbolSize: series.length > 62 ? 3 : 6,
    showAllSymbol: true,
    color: accent,
    emphasis: { disabled: true },
    z: 3,
  };
  const named = (value: number) => ({
    value,
    label: {
      show: true,
      position: 'top',
      distance: 6,
      formatter: metricText(value, metric, currency),
      color: accentText,
      backgroundColor: panel,
      padding: [1, 3],
      borderRadius: 3,
      fontFamily: font,
      fontWeight: 600,
      fontSize: 13,
    },
  });
  return {
    animation: !still,
    animationDuration: 0,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: font },
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
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: panel,
      borderColor: line,
      textStyle: { color: ink },
      axisPointer: { lineStyle: { color: muted }, animation: false },
      formatter: (hits: { dataIndex: number }[]) => {
        const at = hits[0]?.dataIndex ?? -1;
        const one = series[at];
        if (one === undefined) return '';
        const bound = bounds[at];
        return tooltipOf(
          `${bucket(one.from, length, zone)}${one.complete ? '' : ` · ${messages.series.incompleteMark}`}`,
          [
            [messages.overview.metrics[metric], metricText(metricOf(one.figures, metric), metric, currency)],
            ...(bound === undefined ? [] : [[messages.report.interval, intervalText(bound)] as const]),
          ],
        );
      },
    },
    series: [
      {
        id: 'low',
        type: 'line',
        stack: 'band',
        stackStrategy: 'all',
        silent: true,
        symbol: 'none',
        lineStyle: { opacity: 0 },
        data: bounds.map((bound) => bound?.[0] ?? null),
      },
      {
        id: 'band',
        type: 'line',
        stack: 'band',
        stackStrategy: 'all',
        silent: true,
        symbol: 'none',
        lineStyle: { opacity: 0 },
        areaStyle: { color: accentSoft, opacity: 1 },
        data: bounds.map((bound) => (bound === undefined ? null : Math.min(top, bound[1]) - bound[0])),
      },
      {
        ...shown,
        id: 'solid',
        lineStyle: { color: accent, width: 2 },
        data: solid.map((value, at) => (at === lastAt && value !== null ? named(value) : value)),
      },
      {
        ...shown,
        id: 'dashed',
        lineStyle: { color: accent, width: 2, type: [4, 4] },
        itemStyle: { color: panel, borderColor: accent, borderWidth: 2 },
        data: dashed.map((value, at) => {
          if (value === null) return null;
          if (isOpen[at] !== true) return { value, symbol: 'none', label: { show: false } };
          return at === lastAt ? named(value) : value;
        }),
      },
    ],
  };
}
