import { useCallback, useRef, useState } from 'react';
import { asProblem, type Problem } from '../backend/problem';

/** Something that a press starts. */
export interface Action {
  readonly busy: boolean;
  /** Why the last one came to nothing. */
  readonly problem: Problem | undefined;
  /** Runs work; a press while one is under way is none. */
  readonly run: (work: () => Promise<unknown>) => void;
  readonly forget: () => void;
}

/** Runs one thing at a time and keeps what went wrong. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const running = useRef(false);
  const run = useCallback((work: () => Promise<unknown>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((cause: unknown) => setProblem(asProblem(cause)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  return { busy, problem, run, forget: useCallback(() => setProblem(undefined), []) };
}
