'use strict';
// What the shop does in the browser: a cart in local storage, and the events only a shop knows of.
(() => {
  const CURRENCY = 'EUR';
  const KEY = 'shop_cart';
  const PAYMENT_FAILS = 0.35;
  const page = document.body.dataset.page;
  const data = JSON.parse(document.getElementById('data').textContent);
  const track = (name, props) => window.polku && window.polku(name, props);
  const byId = (id) => document.getElementById(id);

  const cart = () => JSON.parse(localStorage.getItem(KEY) || '[]');
  const keep = (items) => {
    localStorage.setItem(KEY, JSON.stringify(items));
    showCount();
  };
  const showCount = () => {
    byId('cart-count').textContent = cart().length ? `(${cart().length})` : '';
  };
  const total = (items) => Math.round(items.reduce((sum, item) => sum + item.price, 0) * 100) / 100;
  const worth = (items) => ({ value: total(items), currency: CURRENCY, items });
  const euro = (amount) => `${amount.toFixed(2)} €`;

  const showCart = () => {
    const rows = byId('cart-rows');
    rows.replaceChildren(
      ...cart().map((item, index) => {
        const row = document.createElement('tr');
        const name = document.createElement('td');
        name.textContent = item.item_name;
        const price = document.createElement('td');
        price.textContent = euro(item.price);
        const remove = document.createElement('button');
        remove.textContent = 'Remove';
        remove.className = 'quiet remove';
        remove.addEventListener('click', () => {
          const items = cart();
          const [gone] = items.splice(index, 1);
          keep(items);
          track('remove_from_cart', worth([gone]));
          showCart();
        });
        const last = document.createElement('td');
        last.append(remove);
        row.append(name, price, last);
        return row;
      }),
    );
    byId('cart-total').textContent = euro(total(cart()));
    byId('checkout').hidden = cart().length === 0;
    byId('cart-empty').hidden = cart().length > 0;
  };

  const pages = {
    category() {
      track('view_item_list', { items: data.items, item_list_id: data.list });
    },
    product() {
      track('view_item', worth(data.items));
      byId('add').addEventListener('click', () => {
        keep([...cart(), ...data.items]);
        track('add_to_cart', worth(data.items));
        byId('added').hidden = false;
      });
    },
    search() {
      track('view_search_results', { search_term: data.term, results: data.items.length });
    },
    cart() {
      showCart();
      track('view_cart', worth(cart()));
      byId('checkout').addEventListener('click', () => {
        track('begin_checkout', worth(cart()));
        location.assign('/checkout/address');
      });
    },
    address() {
      started('address');
      byId('address').addEventListener('submit', (event) => {
        event.preventDefault();
        track('add_shipping_info', { ...worth(cart()), shipping_tier: byId('tier').value });
        location.assign('/checkout/payment');
      });
    },
    payment() {
      started('payment');
      let told = false;
      byId('payment').addEventListener('submit', (event) => {
        event.preventDefault();
        if (!told) {
          track('add_payment_info', { ...worth(cart()), payment_type: byId('type').value });
          told = true;
        }
        if (Math.random() < PAYMENT_FAILS) {
          track('form_error', { form_id: 'payment', field: 'card' });
          byId('failed').hidden = false;
          return;
        }
        location.assign('/thank-you');
      });
    },
    thanks() {
      const items = cart();
      if (items.length > 0) {
        const order = `order-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
        track('purchase', { ...worth(items), transaction_id: order });
        keep([]);
      }
    },
  };

  /** Once, when somebody first touches a form. */
  const started = (form) =>
    byId(form).addEventListener('focusin', () => track('form_start', { form_id: form }), {
      once: true,
    });

  byId('search-form').addEventListener('submit', (event) =>
    track('search', { search_term: new FormData(event.target).get('q') }),
  );
  showCount();
  if (pages[page]) {
    pages[page]();
  }
})();
