import { durationMs } from '@sekisho/ui';
import type { OwnWait } from './ports';

/** What people choose among, as the policy language writes it. */
const steps = ['30s', '1m', '5m', '15m', '30m', '1h', '3h', '8h', '1d', '3d', '7d', '14d'];

/** A wait to choose: `value` is what the server keeps, empty for what the policy says, and `wait` how long that is. */
export interface WaitChoice {
  readonly value: string;
  readonly wait: string;
}

/** The waits to choose among, the policy's first and growing: the bounds, what is chosen now, and steps between. */
export function choicesOf({ shortest, longest, chosen }: OwnWait): readonly WaitChoice[] {
  const more = [...new Set([...steps, longest, ...(chosen ? [chosen] : [])])]
    .filter((wait) => durationMs(wait) > durationMs(shortest) && durationMs(wait) <= durationMs(longest))
    .sort((a, b) => durationMs(a) - durationMs(b));
  return [{ value: '', wait: shortest }, ...more.map((wait) => ({ value: wait, wait }))];
}

/** Which of the choices is in force. */
export function choiceOf({ shortest, chosen = '' }: OwnWait): string {
  return chosen === shortest ? '' : chosen;
}
