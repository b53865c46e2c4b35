import { asObject, isText } from '@sekisho/client';

/** Why an action came to nothing, as Go says it: a code for a sentence, and details in whatever words. */
export interface Problem {
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
  /** A whole sentence that says more than the code's; empty: there is none. */
  readonly said: string;
  readonly detail: string;
}

function textOf(value: unknown): string {
  return isText(value) ? value : '';
}

/** Reads what a bound method failed with; anything unknown is an internal problem that keeps its words. */
export function asProblem(cause: unknown): Problem {
  const told = asObject(cause);
  if (told && isText(told.code)) {
    const args = Object.entries(asObject(told.args) ?? {}).filter((entry): entry is [string, string] =>
      isText(entry[1]),
    );
    return { code: told.code, args: Object.fromEntries(args), said: textOf(told.said), detail: textOf(told.detail) };
  }
  return { code: 'internal', args: {}, said: '', detail: cause instanceof Error ? cause.message : String(cause) };
}
