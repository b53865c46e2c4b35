import { useState } from 'react';
import type { FixResult } from '../fix';

/** A change of the mail that is under way, and what is to be said of the last one. */
export interface Change {
  readonly busy: boolean;
  readonly said: Exclude<FixResult, 'done'> | undefined;
  readonly run: (work: () => Promise<FixResult>) => void;
}

/** Runs changes one at a time: a second press while one is under way is none. */
export function useChange(): Change {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Change['said']>();
  const run = async (work: () => Promise<FixResult>) => {
    if (busy) return;
    setBusy(true);
    setSaid(undefined);
    const result = await work().catch(() => 'unsure' as const);
    setBusy(false);
    setSaid(result === 'done' ? undefined : result);
  };
  return { busy, said, run: (work) => void run(work) };
}
