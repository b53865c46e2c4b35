import type { Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { readSession, writeSession } from './session';

/** The names under which a door keeps things between two mails. */
export const keepNames = {
  token: 'sekisho.token',
  /** The token that the server refused last. */
  refused: 'sekisho.refused',
  policy: 'sekisho.policy',
  press: 'sekisho.press',
  missed: 'sekisho.missed',
} as const;
export type KeepName = (typeof keepNames)[keyof typeof keepNames];

/** How long one look at the keep may take. */
const patience = 300;

/**
 * Reads what was kept, or nothing: a keep that is missing, slow or broken is an empty one. Classic Windows has
 * OfficeRuntime.storage, pages have their own; the two do not see each other (addin/QUIRKS.md, "Two keeps").
 */
export function readKept(name: KeepName): Promise<string> {
  return inTime(theKeep()?.getItem(keyOf(name)) ?? Promise.resolve(null), null).then((value) => value ?? '');
}

/** Keeps a value for the next mails. That it could not is no reason to stop anything. */
export function writeKept(name: KeepName, value: string): Promise<void> {
  return inTime(theKeep()?.setItem(keyOf(name), value) ?? Promise.resolve(), undefined);
}

/**
 * The door's token: from the keep, else from the item, where the pane has put it for runtimes that cannot see the pane's
 * keep. So it is if the server refused the kept one: somebody who was enrolled anew has another. Empty: the door is not
 * enrolled here.
 */
export async function readToken(calls: OfficeCalls): Promise<string> {
  const [kept, refused] = await Promise.all([readKept(keepNames.token), readKept(keepNames.refused)]);
  if (kept !== '' && kept !== refused) {
    return kept;
  }
  const shared = await readSession(calls, keepNames.token);
  if (shared !== '') {
    await writeKept(keepNames.token, shared);
  }
  return shared || kept;
}

/** Remembers that the server refused the token that is kept. It stays: the server may be the one that is wrong. */
export function noteRefused(): Promise<void> {
  return readKept(keepNames.token).then((kept) => (kept === '' ? undefined : writeKept(keepNames.refused, kept)));
}

/** Keeps the token and shares it with the other runtimes of this item. */
export async function writeToken(calls: OfficeCalls, token: string): Promise<Result<void, OfficeError>> {
  await writeKept(keepNames.token, token);
  return shareToken(calls, token);
}

/** Puts the token where the send handler of this item finds it. */
export function shareToken(calls: OfficeCalls, token: string): Promise<Result<void, OfficeError>> {
  return writeSession(calls, keepNames.token, token);
}

function theKeep(): SekishoKeep | undefined {
  if (typeof OfficeRuntime !== 'undefined' && OfficeRuntime.storage !== undefined) {
    return OfficeRuntime.storage;
  }
  return typeof sekishoPage === 'undefined' ? undefined : sekishoPage.keep;
}

/** Browsers partition storage by the site around the frame; Outlook names the partition. */
function keyOf(name: KeepName): string {
  return keepKey(Office.context.partitionKey, name);
}

/** The key of a kept value in a partition. */
export function keepKey(partition: string | undefined, name: KeepName): string {
  return `${partition ?? ''}${name}`;
}

function inTime<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), patience);
    const finish = (value: T) => {
      clearTimeout(timer);
      resolve(value);
    };
    promise.then(finish, () => finish(otherwise));
  });
}
