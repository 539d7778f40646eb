import type { Metric } from '../address/view';
import type { OverviewBucket } from '../api/types';
import { count, money, percent } from '../words/format';

/** A figure of a bucket by the name that the address has for it. */
export function metricOf(figures: OverviewBucket['figures'], metric: Metric): number {
  switch (metric) {
    case 'visitors':
      return figures.visitors;
    case 'sessions':
      return figures.sessions;
    case 'conversion':
      return figures.conversion_rate;
    case 'revenue':
      return figures.revenue;
    case 'bounce':
      return figures.bounce_rate;
  }
}

export function isRate(metric: Metric): boolean {
  return metric === 'conversion' || metric === 'bounce';
}

/** The figure as people read it. */
export function metricText(value: number, metric: Metric, currency: string): string {
  if (isRate(metric)) return percent(value);
  return metric === 'revenue' ? money(value, currency) : count(value);
}
