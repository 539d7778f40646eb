import { Analytics } from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { buildPageView, buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';
import { setTimeout as sleep } from 'node:timers/promises';

/** Clients that run on a server: each sends a page view, a product and an order to a base address. */

/** Events of one millisecond have no order. */
const pause = () => sleep(10);

const product = { product_id: 'shoe-42', name: 'Shoe', price: 59.9, currency: 'EUR' };
const order = { order_id: 't-1', revenue: 59.9, currency: 'EUR', products: [{ ...product, quantity: 1 }] };

const segment = async (base) => {
  const client = new Analytics({
    writeKey: 'segment-node',
    host: base,
    path: '/v1/batch',
    maxEventsInBatch: 1,
  });
  const anonymousId = 'visitor-of-segment';
  client.page({ anonymousId, properties: { url: 'https://shop.example/', path: '/' } });
  await pause();
  client.track({ anonymousId, event: 'Product Viewed', properties: product });
  await pause();
  client.track({ anonymousId, event: 'Order Completed', properties: order });
  return () => client.closeAndFlush({ timeout: 1_000 });
};

const rudder = async (base) => {
  const client = new RudderAnalytics('rudder-node', { dataPlaneUrl: base, flushAt: 1 });
  const anonymousId = 'visitor-of-rudder';
  client.page({ anonymousId, name: 'Home', properties: { url: 'https://shop.example/', path: '/' } });
  await pause();
  client.track({ anonymousId, event: 'Product Viewed', properties: product });
  await pause();
  client.track({ anonymousId, event: 'Order Completed', properties: order });
  return () => {};
};

const snowplow = async (base) => {
  const tracker = newTracker(
    { namespace: 'sp', appId: 'snowplow-node', encodeBase64: false },
    { endpoint: base, eventMethod: 'post' },
  );
  tracker.setDomainUserId('visitor-of-snowplow');
  tracker.track(buildPageView({ pageUrl: 'https://shop.example/', pageTitle: 'Home' }));
  const schema = (name) => `iglu:com.snowplowanalytics.snowplow.ecommerce/${name}/jsonschema/1-0-0`;
  const action = (type, entities) =>
    tracker.track(
      buildSelfDescribingEvent({ event: { schema: schema('snowplow_ecommerce_action'), data: { type } } }),
      entities,
    );
  const shoe = { id: 'shoe-42', name: 'Shoe', category: 'Shoes', price: 59.9, currency: 'EUR' };
  await pause();
  action('product_view', [{ schema: schema('product'), data: shoe }]);
  await pause();
  action('transaction', [
    { schema: schema('transaction'), data: { transaction_id: 't-1', revenue: 59.9, currency: 'EUR' } },
    { schema: schema('product'), data: { ...shoe, quantity: 1 } },
  ]);
  // It tries again only when something more happens.
  const again = setInterval(() => tracker.flush(), 1_000);
  return () => clearInterval(again);
};

export const servers = { 'segment-node': segment, 'rudder-node': rudder, 'snowplow-node': snowplow };
