import { useState } from 'react';
import { ANOTHER_FUNNEL } from '../../address/view';
import { go } from '../../address/use-view';
import { useDeleteFunnel } from '../../api/queries';
import { ProblemNote } from '../../view/State';
import { messages } from '../../words/messages';

const words = messages.form;

/** Deletes a funnel, after one more question. */
export function Remove({ site, id, name }: { site: string; id: string; name: string }) {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteFunnel(site);
  if (!asking) {
    return (
      <button type="button" className="quiet" onClick={() => setAsking(true)}>
        {words.remove}
      </button>
    );
  }
  return (
    <span role="group" aria-label={words.remove} className="remove">
      {words.removeSure(name)}{' '}
      <button
        type="button"
        disabled={remove.isPending}
        onClick={() => remove.mutate(id, { onSuccess: () => go({ funnel: undefined, ...ANOTHER_FUNNEL }) })}
      >
        {words.removeYes}
      </button>
      <button type="button" className="quiet" onClick={() => setAsking(false)}>
        {words.removeNo}
      </button>
      {remove.error !== null && <ProblemNote problem={remove.error} />}
    </span>
  );
}
