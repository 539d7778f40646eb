import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import type { SeriesBucket } from '../api/types';
import Chart from '../chart/Chart';
import { usePalette, useStill, type Palette } from '../chart/palette';
import { tooltipOf } from '../chart/tooltip';
import type { Interval } from '../time/range';
import { bucket, count, interval as intervalText, percent, shortBucket, shortCount } from '../words/format';
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
  const { ink, muted, line, panel, accent, accentText, accentSoft, lost, lostEdge, font } = palette;
  const names = series.map(({ from }) => shortBucket(from, length, zone));
  const entered = series.map(({ steps }) => steps[0]?.entered ?? 0);
  const rates = series.map((one, at) => ((entered[at] ?? 0) > 0 ? conversion(one) : null));
  const bounds = series.map(({ steps }, at) =>
    (entered[at] ?? 0) > 0 ? steps.at(-1)?.interval_first : undefined,
  );
  const isOpen = series.map(({ complete }) => !complete);
  // The dashed part starts at the last complete point, so that the line does not break.
  const solid = rates.map((rate, at) => (isOpen[at] === true ? null : rate));
  const dashed = rates.map((rate, at) => (isOpen[at] === true || isOpen[at + 1] === true ? rate : null));
  const lastAt = rates.findLastIndex((rate) => rate !== null);
  const top = Math.min(1, Math.max(0.01, ...readableTops(series)) * 1.1);
  const label = { color: muted, fontFamily: font, fontSize: 12 };
  const shown = {
    type: 'line',
    symbol: 'circle',
    symbolSize: series.length > 62 ? 3 : 6,
    showSymbol: true,
    showAllSymbol: true,
    color: accent,
    emphasis: { disabled: true },
    z: 3,
  };
  const named = (at: number) => ({
    value: rates[at] ?? null,
    label: {
      show: true,
      position: 'right',
      distance: 8,
      formatter: percent(rates[at] ?? 0),
      color: accentText,
      backgroundColor: panel,
      padding: [1, 3],
      borderRadius: 3,
      fontFamily: font,
      fontWeight: 600,
      fontSize: 13,
    },
  });
  const withLabel = (values: (number | null)[]) =>
    values.map((value, at) => (at === lastAt && value !== null ? named(at) : value));
  return {
    animation: !still,
    animationDuration: 0,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: font },
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
            [messages.series.entered, count(entered[at] ?? 0)],
            [messages.series.conversion, percent(conversion(one))],
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
        data: bounds.map((bound) =>
          bound === undefined ? null : Math.min(top, bound[1] ?? 1) - (bound[0] ?? 0),
        ),
      },
      { ...shown, id: 'solid', lineStyle: { color: accent, width: 2 }, data: withLabel(solid) },
      {
        ...shown,
        id: 'dashed',
        lineStyle: { color: accent, width: 2, type: [4, 4] },
        itemStyle: { color: panel, borderColor: accent, borderWidth: 2 },
        data: withLabel(dashed).map((value, at) =>
          isOpen[at] === true || value === null
            ? value
            : { ...(typeof value === 'object' ? value : { value }), symbol: 'none', label: { show: false } },
        ),
      },
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

/** The tops of the intervals that should be seen whole; those of a handful of subjects reach far and say little. */
function readableTops(series: readonly SeriesBucket[]): number[] {
  return series.flatMap((one) => {
    const n = one.steps[0]?.entered ?? 0;
    if (n === 0) return [];
    return [n >= 10 ? (one.steps.at(-1)?.interval_first[1] ?? 0) : 0, conversion(one)];
  });
}
