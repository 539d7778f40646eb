import type { View } from '../address/view';
import { canNarrow } from '../api/reports';
import { messages } from '../words/messages';

/** Says that the conditions in the address do not count here: figures of everybody must not pass for those of some. */
export function NotNarrowed({ view, reports }: { view: View; reports: readonly string[] }) {
  const isNarrowed = view.filter.length > 0 || view.segment !== undefined;
  if (!isNarrowed || canNarrow(...reports)) return null;
  return (
    <p className="note" role="status">
      {messages.pages.notNarrowed}
    </p>
  );
}
