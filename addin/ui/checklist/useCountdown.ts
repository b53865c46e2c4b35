import { useEffect, useRef, useState } from 'react';

const step = 200;

/** A countdown that can be paused. */
export interface Countdown {
  /** Whole seconds left, rounded up. */
  readonly seconds: number;
  /** 0 at the start to 1 at the end. */
  readonly progress: number;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

/** Counts down from total milliseconds and then calls onEnd once. Time spent paused does not count. */
export function useCountdown(total: number, onEnd: () => void): Countdown {
  const [left, setLeft] = useState(total);
  const [paused, setPaused] = useState(false);
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (paused || left <= 0) return;
    const from = performance.now();
    const timer = window.setTimeout(() => setLeft(left - (performance.now() - from)), Math.min(step, left));
    return () => window.clearTimeout(timer);
  }, [left, paused]);
  const over = left <= 0;
  useEffect(() => {
    if (over) end.current();
  }, [over]);
  return { seconds: Math.max(0, Math.ceil(left / 1000)), progress: 1 - Math.max(0, left) / total, paused, setPaused };
}
