import { useEffect } from 'react';
import { messages } from '../words/messages';

/** Names the tab: the most particular first, the product last. */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts, messages.product].filter((part) => part !== undefined).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
