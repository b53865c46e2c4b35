import { failed, ok, type Result } from '@sekisho/client';

/** Why Office gave no value. */
export type OfficeError =
  | { readonly kind: 'failed'; readonly api: string; readonly code: number; readonly message: string }
  | { readonly kind: 'timeout'; readonly api: string; readonly milliseconds: number }
  | { readonly kind: 'missing'; readonly api: string };

type Done<T> = (result: Office.AsyncResult<T>) => void;

/**
 * Makes calls of Office one by one or a few at a time and gives each a time limit of its own, counted from when it was
 * asked for. One whose time is over before its turn is never begun. Outlook takes three calls at once on the web, and a
 * callback may never come; addin/QUIRKS.md has both.
 */
export class OfficeCalls {
  private free = 3;
  private readonly waiting: (() => void)[] = [];

  call<T>(api: string, milliseconds: number, start: (done: Done<T>) => void): Promise<Result<T, OfficeError>> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.leave(turn);
        resolve(failed({ kind: 'timeout', api, milliseconds }));
      }, milliseconds);
      const finish = (result: Result<T, OfficeError>) => {
        clearTimeout(timer);
        resolve(result);
        this.release();
      };
      const turn = () => begin(api, start, finish);
      this.enqueue(turn);
    });
  }

  private enqueue(begin: () => void): void {
    if (this.free === 0) {
      this.waiting.push(begin);
      return;
    }
    this.free -= 1;
    begin();
  }

  // Whoever asked was told that there was no answer; a write must not be made behind their back afterwards.
  private leave(turn: () => void): void {
    const at = this.waiting.indexOf(turn);
    if (at >= 0) {
      this.waiting.splice(at, 1);
    }
  }

  // A call that Outlook never answers keeps its place: as far as we know Outlook still works on it.
  private release(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      this.free += 1;
      return;
    }
    next();
  }
}

function begin<T>(api: string, start: (done: Done<T>) => void, finish: (result: Result<T, OfficeError>) => void): void {
  let answered = false;
  const once = (result: Result<T, OfficeError>) => {
    if (!answered) {
      answered = true;
      finish(result);
    }
  };
  try {
    start((result) => once(resultOf(api, result)));
  } catch (cause) {
    once(failed({ kind: 'failed', api, code: 0, message: cause instanceof Error ? cause.message : String(cause) }));
  }
}

function resultOf<T>(api: string, result: Office.AsyncResult<T>): Result<T, OfficeError> {
  // the declared enum counts from 0; at run time the status is a word
  if (String(result.status) === 'succeeded') {
    return ok(result.value);
  }
  const { code = 0, message = 'failed' } = result.error ?? {};
  return failed({ kind: 'failed', api, code, message });
}
