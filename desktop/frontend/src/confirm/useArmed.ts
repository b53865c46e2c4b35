import { useEffect, useState } from 'react';

/** How long a mail must have been on the screen before anything answers for it, in milliseconds. */
export const armingTime = 700;

/**
 * Tells whether the mail called id has been shown long enough. The window comes up by itself: a key or a press that was meant for
 * another program must answer nothing.
 */
export function useArmed(id: string, shown: number): boolean {
  const [armed, setArmed] = useState<string>();
  const key = `${id} ${shown}`;
  useEffect(() => {
    const timer = window.setTimeout(() => setArmed(key), armingTime);
    return () => window.clearTimeout(timer);
  }, [key]);
  return armed === key;
}
