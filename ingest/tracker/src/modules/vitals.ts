import { type MetricType, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { Module } from '../tools';

/** How fast a page was for its visitor: one `web_vital` for each measure and page load. */
export const vitals: Module = (_options, track, _fieldsOf, clean) => {
  const report = ({ name, value, rating, navigationType }: MetricType): void =>
    track('web_vital', {
      props: {
        metric: name,
        // Milliseconds; of layout shifts a score.
        value: name === 'CLS' ? Math.round(value * 1e4) / 1e4 : Math.round(value),
        rating,
        navigation: navigationType,
        // In a single-page app it is known when another page is shown.
        page,
      },
    });
  const page = clean(location.href);
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
    on(report);
  }
};
