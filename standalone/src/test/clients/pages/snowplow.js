import {
  SnowplowEcommercePlugin,
  trackProductView,
  trackTransaction,
} from '@snowplow/browser-plugin-snowplow-ecommerce';
import { flushBuffer, newTracker, trackPageView } from '@snowplow/browser-tracker';
import { BASE, pause } from './shop.js';

/** The page's name says by which method. */
export const track = async (eventMethod) => {
  newTracker('sp-' + eventMethod, BASE, {
    appId: 'snowplow-' + eventMethod,
    eventMethod,
    plugins: [SnowplowEcommercePlugin()],
  });
  const shoe = { id: 'shoe-42', name: 'Shoe', category: 'Shoes', price: 59.9, currency: 'EUR' };
  trackPageView();
  await pause();
  trackProductView(shoe);
  await pause();
  trackTransaction({
    transaction_id: 't-1',
    revenue: 59.9,
    currency: 'EUR',
    payment_method: 'card',
    total_quantity: 1,
    products: [{ ...shoe, quantity: 1 }],
  });
  // It tries again only when something more happens.
  setInterval(flushBuffer, 1_000);
};
