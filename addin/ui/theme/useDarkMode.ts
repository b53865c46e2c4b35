import { useSyncExternalStore } from 'react';

/** What a host may say about its colours; system: whatever the operating system prefers. */
export type ColorScheme = 'light' | 'dark' | 'system';

const query = '(prefers-color-scheme: dark)';

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia?.(query);
  media?.addEventListener('change', changed);
  return () => media?.removeEventListener('change', changed);
}

/** Tells whether to draw dark, and follows the system while the host has no opinion. */
export function useDarkMode(scheme: ColorScheme): boolean {
  const system = useSyncExternalStore(subscribe, () => window.matchMedia?.(query).matches ?? false);
  return scheme === 'system' ? system : scheme === 'dark';
}

/** Guesses a scheme from the background colour an Office host reports (#rrggbb); system if it cannot be read. */
export function schemeOfBackground(color: string | undefined): ColorScheme {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color ?? '');
  if (!match) return 'system';
  const [red, green, blue] = match.slice(1).map((part) => Number.parseInt(part, 16)) as [number, number, number];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light';
}
