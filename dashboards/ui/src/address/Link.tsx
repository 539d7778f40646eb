import type { MouseEvent, ReactNode } from 'react';
import { addressOf, go, useView } from './use-view';
import type { View } from './view';

/**
 * A link to the present view with parts of it changed. A plain click stays in the page; every other way of opening
 * a link (another tab, the context menu) is the browser's.
 */
export function Link({
  to,
  className,
  current = false,
  label,
  children,
}: {
  to: Partial<View>;
  className?: string | undefined;
  /** Whether this is where one is. */
  current?: boolean;
  /** What it is called where its text alone says too little; it must begin with that text. */
  label?: string | undefined;
  children: ReactNode;
}) {
  useView();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={addressOf(to)}
      className={className}
      aria-current={current ? 'page' : undefined}
      aria-label={label}
      onClick={follow}
    >
      {children}
    </a>
  );
}
