import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { Bound } from './api.gen';
import type { Backend, Topic } from './backend';
import { asProblem, type Problem } from './problem';

const BackendContext = createContext<Backend | undefined>(undefined);

/** Gives everything inside it the companion. */
export function BackendProvider({ backend, children }: { backend: Backend; children: ReactNode }) {
  return <BackendContext.Provider value={backend}>{children}</BackendContext.Provider>;
}

/** Gives the companion; it throws outside of a provider. */
export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (!backend) throw new Error('no BackendProvider around this page');
  return backend;
}

/** Something of the companion's that is shown, kept fresh. */
export interface Live<T> {
  /** Undefined until it is there for the first time. */
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
}

/** Loads something and loads it again when one of the topics changes. An answer that a newer question overtook is dropped. */
export function useLive<T>(load: (call: Bound) => Promise<T>, topics: readonly Topic[]): Live<T> {
  const { call, onChange } = useBackend();
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const asked = useRef(0);
  const reload = useCallback(() => {
    asked.current += 1;
    const number = asked.current;
    load(call).then(
      (fresh) => {
        if (number !== asked.current) return;
        setValue(fresh);
        setProblem(undefined);
      },
      (cause: unknown) => {
        if (number === asked.current) setProblem(asProblem(cause));
      },
    );
  }, [call, load]);
  const wanted = topics.join(' ');
  useEffect(() => {
    reload();
    return onChange((topic) => {
      if (wanted.split(' ').includes(topic)) reload();
    });
  }, [reload, onChange, wanted]);
  return { value, problem, reload };
}
