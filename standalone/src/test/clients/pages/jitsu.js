import { jitsuAnalytics } from '@jitsu/js';
import { BASE, order, pause, product } from './shop.js';

const analytics = jitsuAnalytics({ host: BASE, writeKey: 'jitsu:' });
await analytics.page();
await pause();
await analytics.track('Product Viewed', product);
await pause();
await analytics.track('Order Completed', order);
