/** Where the fake takes time from, in milliseconds. Tests bring a clock that they move by hand. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, milliseconds: number): number;
  clearTimeout(id: number): void;
}

/** The clock of the machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, milliseconds) => Number(globalThis.setTimeout(run, milliseconds)),
  clearTimeout: (id) => globalThis.clearTimeout(id),
};
