/** Never run: `npm run check` compiles it, and fails where an expected error is none. */
import type { Polku } from '../src/types';

export const typedCalls = (polku: Polku): void => {
  const items = [{ item_id: 'sku', price: 9.5, quantity: 2, size: 'M' }];

  polku('identify', 'u1', { plan: 'gold' });
  polku('identify', null);
  polku('page', { step: 2 });
  polku('consent', 'denied');
  polku('ignore');
  polku('ignore', false);
  polku('newsletter');
  polku('newsletter', { source: 'footer', value: 1, currency: 'EUR' });
  polku('view_item', { items });
  polku('add_to_cart', { items, value: 19, currency: 'EUR' });
  polku('purchase', { transaction_id: 't', value: 19, currency: 'EUR', items, coupon: 'X' });
  polku('refund', { transaction_id: 't' });

  // @ts-expect-error -- granted or denied
  polku('consent', 'maybe');
  // @ts-expect-error -- null or an id must be given
  polku('identify');
  // @ts-expect-error -- a purchase needs an id, a value and items
  polku('purchase', { value: 19, currency: 'EUR' });
  // @ts-expect-error -- a purchase needs properties
  polku('purchase');
  // @ts-expect-error -- in which currency?
  polku('add_to_cart', { items, value: 19 });
  // @ts-expect-error -- an item needs an id or a name
  polku('view_item', { items: [{ price: 1 }] });
};
