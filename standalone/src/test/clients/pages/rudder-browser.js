import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { BASE, order, pause, product } from './shop.js';

const analytics = new RudderAnalytics();
analytics.load('rudder-browser', BASE, { configUrl: BASE });
analytics.page();
await pause();
analytics.track('Product Viewed', product);
await pause();
analytics.track('Order Completed', order);
