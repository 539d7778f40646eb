import type { Fault } from './types';

/**
 * Why a request got no answer that can be shown.
 *
 * `status` is the HTTP status, or 0 where no answer came at all; `code` the API's stable word, or `unreachable`,
 * or `unreadable` for an answer that is no problem document.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(detail === '' ? title : `${title}: ${detail}`);
  }

  /** Whether the token is missing or wrong. */
  get isUnauthorized(): boolean {
    return this.status === 401;
  }

  /** Whether the same request may succeed later without being changed. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
