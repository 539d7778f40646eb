import type { Options } from './types';

/** The options, and what the gate makes of them. */
export interface Settings extends Options {
  /** One of levels.ts. */
  level?: number;
  /** What the visitor answered when asked for consent. */
  answer?: string;
  /** Stands for the document's. */
  referrer?: string;
  /** The call that the gate is to answer. */
  asked?: [name: string, first: unknown];
  /** What the module forms knows of a form that is submitted. */
  filled?: (form: Element) => Record<string, unknown>;
}
