import { AnalyticsBrowser } from '@segment/analytics-next';
import { BASE, order, pause, product } from './shop.js';

const analytics = AnalyticsBrowser.load({ writeKey: 'segment-browser', cdnURL: BASE });
analytics.page();
await pause();
analytics.track('Product Viewed', product);
await pause();
analytics.track('Order Completed', order);
