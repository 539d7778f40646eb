import type { Settings } from './settings';
import type { Props } from './types';
import type { WireEvent } from './wire';

/** Fields of an event; GA4's e-commerce fields are not properties. */
export type Fields = Pick<WireEvent, 'props'> & Partial<WireEvent>;

/** A click or submit, and what it went through: the latter is forgotten after its dispatch. */
export type Act = [event: Event, path: EventTarget[]];

/**
 * What the core gives to modules. A list, whose names a minifier can shorten; only the first is
 * there before tracking begins.
 */
export type Tools = [
  options: Settings,
  track: (name: string, fields: Fields) => void,
  /** From what a page gives to what an event carries. */
  fieldsOf: (props?: Props) => Fields,
  /** Takes out of an address what may be personal. */
  clean: (address: string) => string,
  /** Those so far; more are pushed. */
  acts: Act[],
  /** Id of the page view. */
  pv: () => string,
  /** Sends what waits; if it is urgent, even while an answer is awaited. */
  flush: (urgent?: boolean) => void,
  /** Sends what waits in a way that a page that is left can still do. */
  release: () => void,
  /** See the levels in core.ts. */
  allow: (level: number) => void,
];

/** A lazy part of the tracker. */
export type Module = (...tools: Tools) => void;
