import { lazy, type ComponentType } from 'react';
import { ProblemError } from '../api/problem';
import { messages } from '../words/messages';

/** A part of the pages that comes when it is first shown. One that does not come is a problem and no bug. */
export function part<P>(load: () => Promise<{ default: ComponentType<P> }>) {
  return lazy(() =>
    load().catch(() => {
      throw new ProblemError(
        0,
        'unreachable',
        messages.problem.unreachable,
        messages.problem.unreachableDetail,
      );
    }),
  );
}
