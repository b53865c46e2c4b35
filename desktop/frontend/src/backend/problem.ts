import { asObject, isText } from '@sekisho/client';

/** Why an action came to nothing, as Go says it: a code for a sentence, and details in whatever words. */
export interface Problem {
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
  readonly detail: string;
}

/** Reads what a bound method failed with; anything unknown is an internal problem that keeps its words. */
export function asProblem(cause: unknown): Problem {
  const told = asObject(cause);
  if (told && isText(told.code)) {
    const args = Object.entries(asObject(told.args) ?? {}).filter((entry): entry is [string, string] =>
      isText(entry[1]),
    );
    return { code: told.code, args: Object.fromEntries(args), detail: isText(told.detail) ? told.detail : '' };
  }
  return { code: 'internal', args: {}, detail: cause instanceof Error ? cause.message : String(cause) };
}
