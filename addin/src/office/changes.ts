import { failed, ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { currentItem, isMeeting, recipientCap } from './context';

/** Why a change was not made, or not wholly. */
export type ChangeError =
  | OfficeError
  /** The field may hold more than Outlook shows; writing it would lose them. Nothing was changed. */
  | { readonly kind: 'too-many'; readonly field: FieldName }
  /** Outlook said that it was done, and it was not. */
  | { readonly kind: 'not-there'; readonly field: FieldName }
  /** Some of it was done before this went wrong. */
  | { readonly kind: 'partly'; readonly cause: OfficeError };

type FieldName = 'to' | 'cc' | 'bcc' | 'required' | 'optional';

/** Recipients in one call; addin/QUIRKS.md, "A hundred at a time". */
const batch = 100;
const patience = 5_000;

/** Takes addresses out of every field. An address that is nowhere changes nothing. Items that Outlook would cut are left alone. */
export async function removeRecipients(
  calls: OfficeCalls,
  addresses: readonly string[],
): Promise<Result<void, ChangeError>> {
  const gone = setOf(addresses);
  return rewrite(calls, fieldNames(), (one) => !gone.has(fold(one.emailAddress)));
}

/**
 * Moves addresses from To and Cc to Bcc: they are added there, looked for, and only then taken out, so that whatever goes
 * wrong nobody is lost. Meetings have no Bcc.
 */
export async function moveToBcc(calls: OfficeCalls, addresses: readonly string[]): Promise<Result<void, ChangeError>> {
  if (isMeeting()) {
    return failed({ kind: 'missing', api: 'bcc' });
  }
  const moved = setOf(addresses);
  const read = await readFields(calls, ['to', 'cc', 'bcc']);
  if (!read.ok) {
    return read;
  }
  const [to = [], cc = [], bcc = []] = read.value;
  const there = setOf(bcc.map((one) => one.emailAddress));
  const news = [...to, ...cc].filter((one) => {
    const key = fold(one.emailAddress);
    const wanted = moved.has(key) && !there.has(key);
    there.add(key);
    return wanted;
  });
  const added = await addAll(calls, 'bcc', news);
  return added.ok ? rewrite(calls, ['to', 'cc'], (one) => !moved.has(fold(one.emailAddress))) : added;
}

/** Adds addresses to a field unless they are in it, and looks whether they came. */
export async function addRecipients(
  calls: OfficeCalls,
  field: FieldName,
  addresses: readonly string[],
): Promise<Result<void, ChangeError>> {
  const read = await readFields(calls, [field]);
  if (!read.ok) {
    return read;
  }
  const there = setOf((read.value[0] ?? []).map((one) => one.emailAddress));
  const news = addresses.filter((address) => !there.has(fold(address)));
  return addAll(
    calls,
    field,
    news.map((emailAddress) => ({ emailAddress, displayName: '' })),
  );
}

/** Takes files out by name, inline pictures excepted: Outlook removes none. The last first, for ids may be positions. */
export async function removeFiles(calls: OfficeCalls, names: readonly string[]): Promise<Result<void, ChangeError>> {
  const item = currentItem();
  const list = await calls.call<Office.AttachmentDetailsCompose[]>('getAttachmentsAsync', patience, (done) =>
    item.getAttachmentsAsync(done),
  );
  if (!list.ok) {
    return list;
  }
  const gone = list.value.filter((file) => names.indexOf(file.name) >= 0 && !file.isInline).reverse();
  let done = 0;
  for (const file of gone) {
    const removed = await calls.call<void>('removeAttachmentAsync', patience, (back) =>
      item.removeAttachmentAsync(file.id, back),
    );
    if (!removed.ok) {
      return done === 0 ? removed : failed({ kind: 'partly', cause: removed.error });
    }
    done += 1;
  }
  return ok(undefined);
}

/** Puts a word before the subject, once. */
export async function addSubject(calls: OfficeCalls, text: string): Promise<Result<void, ChangeError>> {
  const { subject } = currentItem();
  const read = await calls.call<string>('subject.getAsync', patience, (done) => subject.getAsync(done));
  if (!read.ok) {
    return read;
  }
  return squeeze(read.value).indexOf(squeeze(text)) === 0
    ? ok(undefined)
    : calls.call<void>('subject.setAsync', patience, (done) => subject.setAsync(`${text} ${read.value}`, done));
}

/** Puts text before the mail's own, once: a mail that begins with it is left alone. Not for the moment of sending. */
export async function addHead(calls: OfficeCalls, text: string): Promise<Result<void, ChangeError>> {
  const { body } = currentItem();
  const read = await calls.call<string>('body.getAsync', patience, (done) =>
    body.getAsync('text' as unknown as Office.CoercionType, done),
  );
  if (!read.ok) {
    return read;
  }
  if (squeeze(read.value).indexOf(squeeze(text)) === 0) {
    return ok(undefined);
  }
  return calls.call<void>('body.prependAsync', patience, (done) =>
    body.prependAsync(`${text}\n`, { coercionType: 'text' as unknown as Office.CoercionType }, done),
  );
}

function fieldNames(): readonly FieldName[] {
  return isMeeting() ? ['required', 'optional'] : ['to', 'cc', 'bcc'];
}

function fieldOf(name: FieldName): Office.Recipients {
  const item = currentItem();
  switch (name) {
    case 'required':
      return item.requiredAttendees;
    case 'optional':
      return item.optionalAttendees;
    default:
      return item[name];
  }
}

async function readFields(
  calls: OfficeCalls,
  names: readonly FieldName[],
): Promise<Result<Office.EmailAddressDetails[][], ChangeError>> {
  const fields: Office.EmailAddressDetails[][] = [];
  for (const name of names) {
    const read = await calls.call<Office.EmailAddressDetails[]>(`${name}.getAsync`, patience, (done) =>
      fieldOf(name).getAsync(done),
    );
    if (!read.ok) {
      return read;
    }
    if (read.value.length >= recipientCap()) {
      return failed({ kind: 'too-many', field: name });
    }
    fields.push(read.value);
  }
  return ok(fields);
}

/** Writes the fields of which `keep` takes somebody out; all are read before the first is written. */
async function rewrite(
  calls: OfficeCalls,
  names: readonly FieldName[],
  keep: (one: Office.EmailAddressDetails) => boolean,
): Promise<Result<void, ChangeError>> {
  const read = await readFields(calls, names);
  if (!read.ok) {
    return read;
  }
  let written = 0;
  for (const [index, name] of names.entries()) {
    const before = read.value[index] ?? [];
    const after = before.filter(keep);
    if (after.length === before.length) {
      continue;
    }
    const done = await writeField(calls, name, after);
    if (!done.ok) {
      return written === 0 || done.error.kind === 'partly'
        ? done
        : failed({ kind: 'partly', cause: asCause(done.error) });
    }
    written += 1;
  }
  return ok(undefined);
}

async function writeField(
  calls: OfficeCalls,
  name: FieldName,
  people: readonly Office.EmailAddressDetails[],
): Promise<Result<void, ChangeError>> {
  const first = await calls.call<void>(`${name}.setAsync`, patience, (done) =>
    fieldOf(name).setAsync(people.slice(0, batch).map(writable), done),
  );
  if (!first.ok) {
    return first;
  }
  const rest = await addAll(calls, name, people.slice(batch));
  return rest.ok ? rest : failed({ kind: 'partly', cause: asCause(rest.error) });
}

type Writable = { readonly emailAddress: string; readonly displayName: string };

/** Adds people, a hundred at a time, and looks whether all of them are there then. */
async function addAll(
  calls: OfficeCalls,
  name: FieldName,
  people: readonly Writable[],
): Promise<Result<void, ChangeError>> {
  for (let at = 0; at < people.length; at += batch) {
    const added = await calls.call<void>(`${name}.addAsync`, patience, (done) =>
      fieldOf(name).addAsync(people.slice(at, at + batch).map(writable), done),
    );
    if (!added.ok) {
      return at === 0 ? added : failed({ kind: 'partly', cause: added.error });
    }
  }
  if (people.length === 0) {
    return ok(undefined);
  }
  const read = await calls.call<Office.EmailAddressDetails[]>(`${name}.getAsync`, patience, (done) =>
    fieldOf(name).getAsync(done),
  );
  if (!read.ok) {
    return failed({ kind: 'partly', cause: read.error });
  }
  const there = setOf(read.value.map((one) => one.emailAddress));
  const whole = read.value.length >= recipientCap() || people.every((one) => there.has(fold(one.emailAddress)));
  return whole ? ok(undefined) : failed({ kind: 'not-there', field: name });
}

function writable({ emailAddress, displayName }: Writable): Office.EmailUser {
  return { emailAddress, displayName: displayName || emailAddress };
}

function asCause(error: ChangeError): OfficeError {
  return error.kind === 'partly'
    ? error.cause
    : error.kind === 'too-many' || error.kind === 'not-there'
      ? { kind: 'failed', api: error.field, code: 0, message: error.kind }
      : error;
}

function setOf(addresses: readonly string[]): Set<string> {
  return new Set(addresses.map(fold));
}

function fold(address: string): string {
  return address.trim().toLowerCase();
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
