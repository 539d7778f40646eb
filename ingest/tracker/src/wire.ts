/** The body of `POST /v1/events`; names are JSON's, so snake_case. */

export interface WireElement {
  tag: string;
  text: string;
  href: string;
  id: string;
  selector: string;
  link?: string;
}

export interface WireEvent {
  id: string;
  name: string;
  /** Epoch milliseconds of this browser's clock. */
  time: number;
  /** Page view the event belongs to. */
  pv: string;
  /** Counts up from 1 within `pv`, so that a gap shows a loss. */
  seq: number;
  url: string;
  referrer: string;
  title: string;
  props: Record<string, unknown>;
  items?: unknown;
  value?: number;
  currency?: unknown;
  element?: WireElement;
  /** On page views: the tab's page view before this one and its last `seq`, so that a lost tail shows. */
  prev?: { pv: string; seq: number; url: string };
}

export interface WireContext {
  device: string;
  language: string;
  time_zone: string;
  screen: string;
  /** Name and version of the tracker. */
  tracker: string;
  /** `granted` where that was asked. */
  consent?: string;
}

export interface WireBody {
  site: string;
  /** Epoch milliseconds of this browser's clock, so that a wrong clock can be told from a delay. */
  sent_at: number;
  /** None when cookieless. */
  visitor_id?: string;
  /** Nothing is stored in the browser: the intake makes the id of a visitor, which holds for a day. */
  cookieless?: boolean;
  user_id: string | null;
  context: WireContext;
  events: WireEvent[];
}
