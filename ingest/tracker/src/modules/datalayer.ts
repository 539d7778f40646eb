import { keep, read } from '../storage';
import type { Module } from '../tools';
import type { Props } from '../types';

/** What a page that speaks GA4 says to it, besides what the tracker sees itself. */
const ECOMMERCE = [
  'add_payment_info',
  'add_shipping_info',
  'add_to_cart',
  'add_to_wishlist',
  'begin_checkout',
  'generate_lead',
  'login',
  'purchase',
  'refund',
  'remove_from_cart',
  'search',
  'select_item',
  'select_promotion',
  'share',
  'sign_up',
  'view_cart',
  'view_item',
  'view_item_list',
  'view_promotion',
  'view_search_results',
];
/** The tracker's own, and GA's for itself. */
const OWN =
  /^(page_view|click|scroll|file_download|form_start|form_submit|session_start|first_visit|user_engagement|optimize\..*|gtm\..*)$/;
/** For GA and not of the event. */
const CONTROL =
  /^(send_to|groups|event_callback|event_timeout|transport_type|non_interaction|debug_mode|user_data)$/;
const ORDERS = 'polku_orders';
const ORDERS_MAX = 20;

type Loose = Record<string, unknown>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** Pages written for older tags say id and name. */
const item = (given: Loose): Loose => {
  const { id, name, brand, category, variant, list_name, list_position, position, ...rest } = given;
  return {
    item_id: id,
    item_name: name,
    item_brand: brand,
    item_category: category,
    item_variant: variant,
    item_list_name: list_name,
    index: list_position === undefined ? position : list_position,
    ...rest,
  };
};

/**
 * Listens to what a page tells Google: `dataLayer.push({event, ecommerce})` and `gtag('event', …)`,
 * also what it told before this was loaded. A page that speaks GA4 needs nothing else.
 */
export const datalayer: Module = (options, track, fieldsOf) => {
  const name = options.layer || 'dataLayer';
  const page = window as unknown as Record<string, unknown[]>;
  /** Given for all later events. */
  let common: Loose = {};
  /** Said without an event: of the next one. */
  let ecommerce: Loose | undefined;

  const send = (event: string, given: Loose): void => {
    const props: Loose = {};
    for (const key in given) {
      if (!CONTROL.test(key) && typeof given[key] !== 'function') {
        props[key] = given[key];
      }
    }
    if (Array.isArray(props.items)) {
      props.items = props.items.filter(isObject).map(item);
    } else {
      delete props.items;
    }
    if (event === 'purchase' && props.transaction_id) {
      // Whoever reloads the page that says thanks has not bought again.
      const orders: string[] = read(ORDERS) || [];
      const order = '' + props.transaction_id;
      if (orders.includes(order)) {
        return;
      }
      if (stores) {
        keep(ORDERS, [...orders, order].slice(-ORDERS_MAX));
      }
    }
    track(event, fieldsOf(props as Props));
  };
  const stores = options.cookieless === undefined;

  const command = ([verb, first, second]: unknown[]): void => {
    const given = isObject(second) ? second : {};
    if (verb === 'event' && !OWN.test('' + first)) {
      send('' + first, { ...common, ...given });
    } else if (verb === 'set' || verb === 'config') {
      const { currency, user_id } = verb === 'set' && isObject(first) ? first : given;
      if (currency) {
        common = { currency };
      }
      if (user_id) {
        window.polku!('identify', '' + user_id);
      }
    } else if (verb === 'consent' && first === 'update' && given.analytics_storage) {
      window.polku!('consent', given.analytics_storage === 'granted' ? 'granted' : 'denied');
    }
  };

  const hear = (entry: unknown): void => {
    if (!isObject(entry)) {
      return;
    }
    // gtag() pushes its arguments.
    if (Object.prototype.toString.call(entry) === '[object Arguments]' || Array.isArray(entry)) {
      command(Array.from(entry as unknown as ArrayLike<unknown>));
      return;
    }
    if ('ecommerce' in entry) {
      ecommerce = isObject(entry.ecommerce) ? entry.ecommerce : undefined;
    }
    const event = '' + entry.event;
    if (ECOMMERCE.includes(event)) {
      const rest: Loose = {};
      // Fields may lie beside the e-commerce object, too; GTM's own have dots.
      for (const key in entry) {
        if (key !== 'event' && !key.includes('.') && !isObject(entry[key])) {
          rest[key] = entry[key];
        }
      }
      send(event, {
        ...common,
        ...rest,
        ...(Array.isArray(entry.items) ? { items: entry.items } : {}),
        ...ecommerce,
      });
      ecommerce = undefined;
    }
  };

  const safely = (entry: unknown): void => {
    try {
      hear(entry);
    } catch (fault) {
      console.error('polku', fault); // Never becomes a fault of the site's.
    }
  };

  const layer = (page[name] = page[name] || []);
  layer.slice().forEach(safely);
  const push = layer.push;
  layer.push = (...entries: unknown[]): number => {
    entries.forEach(safely);
    return push.apply(layer, entries);
  };
};
