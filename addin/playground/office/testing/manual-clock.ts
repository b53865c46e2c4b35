import type { Clock } from '../clock';

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. Promises are let run between two timers. */
export class ManualClock implements Clock {
  private time = 0;
  private nextId = 1;
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, milliseconds: number): number {
    const id = this.nextId++;
    this.timers.push({ id, at: this.time + Math.max(0, milliseconds), run });
    return id;
  }

  clearTimeout(id: number): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  /** Moves on by so many milliseconds and runs what is due on the way, in order. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await drain();
    while (await this.runNext(until)) {}
    this.time = until;
  }

  /** Moves on until the promise is settled. Throws when nothing is left that could settle it. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const watch = () => {
      done = true;
    };
    promise.then(watch, watch);
    await drain();
    while (!done) {
      if (!(await this.runNext(Number.POSITIVE_INFINITY))) {
        throw new Error('nothing is left that could settle the promise');
      }
    }
    return promise;
  }

  private async runNext(until: number): Promise<boolean> {
    const [first] = [...this.timers].sort((a, b) => a.at - b.at || a.id - b.id);
    if (first === undefined || first.at > until) {
      return false;
    }
    this.clearTimeout(first.id);
    this.time = first.at;
    first.run();
    await drain();
    return true;
  }
}

/** Lets every promise that can go on go on: the check phase comes after all of them. */
function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
