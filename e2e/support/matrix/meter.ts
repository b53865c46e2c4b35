import { openWindow, outsider, type Stage, want } from './stage.ts';
import type { Held, StageClock } from './stage-clock.ts';

/** One Send of a mail to somebody outside, in milliseconds. */
export interface Sample {
  /** From the press to the alert. */
  readonly total: number;
  /** Loading the runtime: the script, and the page where the client has one. */
  readonly load: number;
  /** The request for the check. */
  readonly request: number;
  /** What is left when loading, requests and calls of Office are taken away: the handler's own work. */
  readonly own: number;
}

type Span = readonly [from: number, to: number];

/** The machine's clock, which writes down when somebody waited, and for what. */
export class MeterClock implements StageClock {
  private spans: { what: Held | 'timer'; span: Span }[] = [];

  now(): number {
    return performance.now();
  }

  setTimeout(run: () => void, milliseconds = 0): number {
    const from = this.now();
    const fired = () => {
      this.spans.push({ what: 'timer', span: [from, this.now()] });
      run();
    };
    return Number(globalThis.setTimeout(fired, milliseconds));
  }

  clearTimeout(id: number): void {
    globalThis.clearTimeout(id);
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => globalThis.setTimeout(resolve, milliseconds));
  }

  async hold<T>(work: Promise<T>, what: Held): Promise<T> {
    const from = this.now();
    try {
      return await work;
    } finally {
      this.spans.push({ what, span: [from, this.now()] });
    }
  }

  date(): DateConstructor {
    return Date;
  }

  /** What happened since the last look, between two moments. */
  take(from: number, to: number): Omit<Sample, 'total'> & { total: number } {
    const spans = this.spans.map(({ what, span }) => ({ what, span: clip(span, from, to) }));
    this.spans = [];
    const of = (what: Held) => covered(spans.filter((one) => one.what === what).map((one) => one.span));
    const total = to - from;
    return { total, load: of('load'), request: of('request'), own: total - covered(spans.map((one) => one.span)) };
  }
}

function clip([from, to]: Span, first: number, last: number): Span {
  return [Math.max(from, first), Math.min(to, last)];
}

/** How long at least one of the spans lasted. */
export function covered(spans: readonly Span[]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}

/** Sends so many mails that are asked about. The first is not counted: it fetches the policy too. */
export async function measureSends(stage: Stage, clock: MeterClock, count: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let mail = 0; mail <= count; mail += 1) {
    const host = openWindow(stage, { to: [{ ...outsider }] });
    const from = clock.now();
    want('status', await host.send(), 'alert');
    const sample = clock.take(from, clock.now());
    want('reason', host.alert?.reason, 'refused');
    if (mail > 0) samples.push(sample);
  }
  return samples;
}
