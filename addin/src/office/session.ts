import { ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { currentItem } from './context';

/** What is kept with the item while it is being written: whom a reply began with, files that the server has seen, the last check. */
export const sessionNames = {
  token: 'sekisho.token',
  original: 'sekisho.original',
  files: 'sekisho.files',
  check: 'sekisho.check',
} as const;
export type SessionName = (typeof sessionNames)[keyof typeof sessionNames];

/** How long one look may take, and one write. */
const patience = { read: 300, write: 1_000 } as const;

/** Reads what was kept with the item, or nothing: Outlook before 1.11 keeps nothing, and on Mac each runtime has its own. */
export function readSession(calls: OfficeCalls, name: SessionName): Promise<string> {
  const session = currentItem()?.sessionData;
  if (session === undefined) {
    return Promise.resolve('');
  }
  return calls
    .call<string>('sessionData.getAsync', patience.read, (done) => session.getAsync(name, done))
    .then((result) => (result.ok ? (result.value ?? '') : ''));
}

/** Keeps a text with the item. What does not fit is an error, and what was there before stays. */
export function writeSession(calls: OfficeCalls, name: SessionName, value: string): Promise<Result<void, OfficeError>> {
  const session = currentItem()?.sessionData;
  if (session === undefined) {
    return Promise.resolve(ok(undefined));
  }
  return calls.call<void>('sessionData.setAsync', patience.write, (done) => session.setAsync(name, value, done));
}
