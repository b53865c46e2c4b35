import type { StageClock } from './stage-clock.ts';

/** Milliseconds of real time in which nothing may have happened before time moves on. */
const stillness = 4;

/**
 * A clock that jumps to the next timer whenever nothing real is under way. A cell that waits three seconds takes no time,
 * and a machine that is busy with other things changes nothing in it: only what is held counts as work.
 */
export class VirtualClock implements StageClock {
  private time = 0;
  private nextId = 1;
  private readonly timers = new Map<number, { at: number; run: () => void }>();
  private held = 0;
  private pumping = false;
  private readonly start = Date.now();

  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, milliseconds = 0): number {
    const id = this.nextId++;
    this.timers.set(id, { at: this.time + Math.max(0, milliseconds), run });
    void this.pump();
    return id;
  }

  clearTimeout(id: number): void {
    this.timers.delete(id);
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, milliseconds));
  }

  /** Time stands still until the promise is settled. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.held += 1;
    try {
      return await work;
    } finally {
      this.held -= 1;
    }
  }

  date(): DateConstructor {
    const now = () => this.start + this.time;
    return class extends Date {
      constructor(...given: unknown[]) {
        super(...((given.length === 0 ? [now()] : given) as [number]));
      }
      static override now(): number {
        return now();
      }
    } as unknown as DateConstructor;
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    while (this.timers.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, stillness));
      if (this.held === 0) this.runNext();
    }
    this.pumping = false;
  }

  private runNext(): void {
    const [first] = [...this.timers].sort(([a, one], [b, other]) => one.at - other.at || a - b);
    if (first === undefined) return;
    const [id, { at, run }] = first;
    this.timers.delete(id);
    this.time = at;
    run();
  }
}
