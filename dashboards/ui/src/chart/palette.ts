import { useSyncExternalStore } from 'react';

/** The colours of the style sheet, for what is drawn and not styled. */
export interface Palette {
  ink: string;
  muted: string;
  line: string;
  panel: string;
  accent: string;
  accentText: string;
  accentSoft: string;
  lost: string;
  lostEdge: string;
  font: string;
}

const dark = () => window.matchMedia('(prefers-color-scheme: dark)');
const still = () => window.matchMedia('(prefers-reduced-motion: reduce)');

const follow = (query: () => MediaQueryList) => (changed: () => void) => {
  const list = query();
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
};
const followDark = follow(dark);
const followStill = follow(still);

/** Read once for light and once for dark: the same object as long as the scheme is the same. */
const palettes = new Map<boolean, Palette>();

function current(): Palette {
  const isDark = dark().matches;
  let palette = palettes.get(isDark);
  if (palette === undefined) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
    palette = {
      ink: colour('ink'),
      muted: colour('muted'),
      line: colour('line'),
      panel: colour('panel'),
      accent: colour('accent'),
      accentText: colour('accent-text'),
      accentSoft: colour('accent-soft'),
      lost: colour('lost'),
      lostEdge: colour('lost-edge'),
      font: style.getPropertyValue('--font').trim(),
    };
    palettes.set(isDark, palette);
  }
  return palette;
}

export function usePalette(): Palette {
  return useSyncExternalStore(followDark, current);
}

/** Whether movement is unwanted. */
export function useStill(): boolean {
  return useSyncExternalStore(followStill, () => still().matches);
}
