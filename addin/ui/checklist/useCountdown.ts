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
  const remaining = useRef(total);
  const [left, setLeft] = useState(total);
  const [paused, setPaused] = useState(false);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    if (paused) return;
    // A hidden page gets its ticks late; the clock, not their number, says how much is left.
    const deadline = performance.now() + remaining.current;
    const timer = window.setInterval(() => {
      remaining.current = Math.max(0, deadline - performance.now());
      setLeft(remaining.current);
      if (remaining.current > 0) return;
      window.clearInterval(timer);
      end.current();
    }, step);
    return () => window.clearInterval(timer);
  }, [paused]);
  return { seconds: Math.ceil(left / 1000), progress: 1 - left / total, paused, setPaused };
}
