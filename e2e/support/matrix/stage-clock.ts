import type { Clock } from '../../../addin/playground/office/index.ts';

/** What somebody waits for beside timers. */
export type Held = 'load' | 'request';

/** The clock of a stage: what is really under way is held, so that it is known of. */
export interface StageClock extends Clock {
  wait(milliseconds: number): Promise<void>;
  hold<T>(work: Promise<T>, what: Held): Promise<T>;
  /** `Date` for a runtime that lives by this clock. */
  date(): DateConstructor;
}
