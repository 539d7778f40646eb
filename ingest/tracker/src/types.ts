/** The calls of `window.polku`, for sites written in TypeScript. Import once for its types. */

/** What a property may hold. Lists and objects are sent as JSON text, null is left out. */
export type Value = string | number | boolean | null | undefined | object;

export type Props = Record<string, Value>;

/** A GA4 item. Give `item_id` or `item_name`; other fields of your own are kept. */
export type Item = ({ item_id: string } | { item_name: string }) & {
  item_id?: string;
  item_name?: string;
  item_brand?: string;
  item_category?: string;
  item_category2?: string;
  item_category3?: string;
  item_category4?: string;
  item_category5?: string;
  item_variant?: string;
  item_list_id?: string;
  item_list_name?: string;
  affiliation?: string;
  coupon?: string;
  creative_name?: string;
  creative_slot?: string;
  discount?: number;
  index?: number;
  location_id?: string;
  price?: number;
  promotion_id?: string;
  promotion_name?: string;
  quantity?: number;
  [field: string]: Value;
};

/** Any event's properties. `items`, `value` and `currency` have GA4's meaning. */
export interface EventProps {
  items?: Item[];
  /** Worth of the event in `currency`. */
  value?: number;
  /** ISO 4217, such as EUR. */
  currency?: string;
  [name: string]: Value;
}

interface WithItems extends EventProps {
  items: Item[];
}

/** A value says nothing without its currency, so GA4 and Polku want both or none. */
type Priced = { value: number; currency: string } | { value?: never; currency?: string };

type ItemsPriced = WithItems & Priced;

interface ListProps extends WithItems {
  item_list_id?: string;
  item_list_name?: string;
}

interface OrderProps extends WithItems {
  transaction_id: string;
  value: number;
  currency: string;
  tax?: number;
  shipping?: number;
  coupon?: string;
}

/** GA4's e-commerce events and what each must carry. */
export interface Ecommerce {
  view_item_list: ListProps;
  select_item: ListProps;
  view_item: ItemsPriced;
  add_to_cart: ItemsPriced;
  add_to_wishlist: ItemsPriced;
  remove_from_cart: ItemsPriced;
  view_cart: ItemsPriced;
  begin_checkout: ItemsPriced & { coupon?: string };
  add_shipping_info: ItemsPriced & { coupon?: string; shipping_tier?: string };
  add_payment_info: ItemsPriced & { coupon?: string; payment_type?: string };
  purchase: OrderProps;
  refund: EventProps & Priced & { transaction_id: string };
  search: EventProps & { search_term: string };
}

type EventArguments<Name extends string> = Name extends keyof Ecommerce
  ? [props: Ecommerce[Name]]
  : [props?: EventProps];

/** The script tag's `data-` attributes, in camel case; see docs/TRACKER.md. */
export interface Options {
  /** Name of the site in Polku. */
  site?: string;
  /** Where events go, such as https://ingest.example; more, separated by commas, are tried in turn. */
  endpoint?: string;
  /** Added to the endpoint; /v1/events unless a proxy gives the intake another address. */
  path?: string;
  /** Query parameters to send besides campaign and click ids, separated by commas. */
  queryParams?: string;
  /** Present: the part after # is the page. */
  hash?: string;
  /** Of the attributes in the page: data-PREFIX-event and so on; polku unless given. */
  prefix?: string;
  /** What happens by itself: clicks, downloads, forms, scroll, views; all of it unless given. */
  auto?: string;
  /** Modules to load besides: vitals, friction, errors, datalayer, links, forms. */
  modules?: string;
  /** With the module `links`: `all` tells of all that can be clicked when it was in view. */
  views?: string;
  /** With the module `friction`: clicks, milliseconds and pixels of a rage click; 3,1000,30. */
  rage?: string;
  /** With the module `friction`: milliseconds within which a click is to do something; 2500. */
  dead?: string;
  /** `required`: events wait, and nothing is stored, until consent is granted. */
  consent?: string;
  /** Present: nothing is stored in the browser; the intake makes ids that hold for a day. */
  cookieless?: string;
  /** Other domains of the shop: links to them carry the visitor, and they are no sources. */
  domains?: string;
  /** Hosts that are no sources, such as payment providers, separated by commas. */
  referrers?: string;
  /** The visitor's id, a UUID of version 7, where the site's server keeps it. */
  visitor?: string;
  /** Name of the data layer for the module datalayer; dataLayer unless given. */
  layer?: string;
}

export interface Polku {
  /**
   * Says who the visitor is, or with null that nobody is logged in any more. Kept for later pages.
   * An `identify` event with the traits is sent only when the id or traits are new.
   */
  (command: 'identify', userId: string | null, traits?: Props): void;
  /** Starts a page view by hand, for views without an address of their own. */
  (command: 'page', props?: EventProps): void;
  /**
   * What the visitor answered. `denied` forgets what was not sent and whatever was stored. Kept for
   * later pages.
   */
  (command: 'consent', answer: 'granted' | 'denied'): void;
  /** Leaves this browser's visits out, or with false counts them again. */
  (command: 'ignore', ignored?: boolean): void;
  /** Sends an event. */
  <Name extends string>(
    name: Name extends 'identify' | 'page' | 'consent' | 'ignore' ? never : Name,
    ...props: EventArguments<Name>
  ): void;
  /** Calls made before the tracker was there; see the stub in the README. */
  q?: ArrayLike<unknown>[];
  /** Version of the tracker; absent on the stub. */
  v?: string;
  /** Where modules come in. */
  use?: (module: never) => void;
}

declare global {
  interface Window {
    polku?: Polku;
  }
  // Sites call it without `window`.
  var polku: Polku | undefined;
}
