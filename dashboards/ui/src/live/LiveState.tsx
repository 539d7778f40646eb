import { useIsFetching } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useQuality } from '../api/queries';
import { messages } from '../words/messages';

/** Whether the figures follow what happens: live, resting with the hidden tab, or failing. */
export function LiveState({ site }: { site: string }) {
  const { error } = useQuality(site);
  const hidden = useSyncExternalStore(
    (changed) => {
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
    () => document.hidden,
  );
  const busy = useIsFetching() > 0;
  const [state, text] = hidden
    ? (['paused', messages.live.paused] as const)
    : error !== null
      ? (['failing', messages.live.failing] as const)
      : (['live', messages.live.live] as const);
  return (
    <span className={`live live-${state}`} data-busy={busy}>
      <span className="dot" aria-hidden="true" />
      {text}
    </span>
  );
}
