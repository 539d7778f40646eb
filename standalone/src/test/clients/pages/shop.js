/** Where this page's client sends to: an intake with faults. */
export const BASE = new URL(document.location.href).searchParams.get('to');

export const product = { product_id: 'shoe-42', name: 'Shoe', price: 59.9, currency: 'EUR' };

export const order = {
  order_id: 't-1',
  revenue: 59.9,
  currency: 'EUR',
  products: [{ product_id: 'shoe-42', name: 'Shoe', price: 59.9, quantity: 1 }],
};

/** People take longer between two things; events of one millisecond have no order. */
export const pause = () => new Promise((done) => setTimeout(done, 10));
