import { failed, ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { currentItem, isMeeting, recipientCap } from './context';

/** Why a change was not made, or not wholly. */
export type ChangeError =
  | OfficeError
  /** The field holds, or would then hold, as many as Outlook shows; nobody could see who is lost. Nothing was changed. */
  | { readonly kind: 'too-many'; readonly field: FieldName }
  /** Outlook said that it was done, and it was not. */
  | { readonly kind: 'not-there'; readonly field: FieldName }
  /** Some of it was done before this went wrong, or may have been: a write without an answer can have been made. */
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
  const added = await addWithin(calls, 'bcc', bcc.length, news);
  if (!added.ok) {
    return added;
  }
  const cleared = await rewrite(calls, ['to', 'cc'], (one) => !moved.has(fold(one.emailAddress)));
  return cleared.ok || news.length === 0 ? cleared : partly(asCause(cleared.error));
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
  const [before = []] = read.value;
  const there = setOf(before.map((one) => one.emailAddress));
  const news = addresses.filter((address) => !there.has(fold(address)));
  return addWithin(
    calls,
    field,
    before.length,
    news.map((emailAddress) => ({ emailAddress, displayName: '' })),
  );
}

/**
 * Takes files out by name, the last first, for ids may be positions. Inline pictures stay, since Outlook removes none; a
 * name that only they have is `missing`, as is a list of which nothing is there.
 */
export async function removeFiles(calls: OfficeCalls, names: readonly string[]): Promise<Result<void, ChangeError>> {
  const item = currentItem();
  const list = await calls.call<Office.AttachmentDetailsCompose[]>('getAttachmentsAsync', patience, (done) =>
    item.getAttachmentsAsync(done),
  );
  if (!list.ok) {
    return list;
  }
  const named = list.value.filter((file) => names.indexOf(file.name) >= 0);
  const gone = named.filter((file) => !file.isInline).reverse();
  let done = 0;
  for (const file of gone) {
    const removed = await write(calls, 'removeAttachmentAsync', (back) => item.removeAttachmentAsync(file.id, back));
    if (!removed.ok) {
      return done === 0 ? removed : partly(asCause(removed.error));
    }
    done += 1;
  }
  if (gone.length > 0 && named.every((file) => gone.some((one) => one.name === file.name))) {
    return ok(undefined);
  }
  const missing: OfficeError = { kind: 'missing', api: 'removeAttachmentAsync' };
  return done === 0 ? failed(missing) : partly(missing);
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
    : write(calls, 'subject.setAsync', (done) => subject.setAsync(`${text} ${read.value}`, done));
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
  return write(calls, 'body.prependAsync', (done) =>
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

function readField(calls: OfficeCalls, name: FieldName): Promise<Result<Office.EmailAddressDetails[], OfficeError>> {
  return calls.call(`${name}.getAsync`, patience, (done) => fieldOf(name).getAsync(done));
}

async function readFields(
  calls: OfficeCalls,
  names: readonly FieldName[],
): Promise<Result<Office.EmailAddressDetails[][], ChangeError>> {
  const fields: Office.EmailAddressDetails[][] = [];
  for (const name of names) {
    const read = await readField(calls, name);
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
    const done = await writeField(calls, name, before, after);
    if (!done.ok) {
      return written === 0 ? done : partly(asCause(done.error));
    }
    written += 1;
  }
  return ok(undefined);
}

/** Writes a field anew: the first hundred replace what is there, the others are added, and then it is looked at. */
async function writeField(
  calls: OfficeCalls,
  name: FieldName,
  before: readonly Writable[],
  after: readonly Writable[],
): Promise<Result<void, ChangeError>> {
  const first = await calls.call<void>(`${name}.setAsync`, patience, (done) =>
    fieldOf(name).setAsync(after.slice(0, batch).map(writable), done),
  );
  if (!first.ok) {
    return restore(calls, name, before, after, first.error);
  }
  const rest = await addAll(calls, name, after.slice(batch));
  if (!rest.ok) {
    return partly(asCause(rest.error));
  }
  const read = await readField(calls, name);
  if (!read.ok) {
    return partly(read.error);
  }
  const gone = without(before, after);
  const whole = without(after, read.value).length === 0 && without(gone, read.value).length === gone.length;
  return whole ? ok(undefined) : failed({ kind: 'not-there', field: name });
}

/** After a setAsync without a good answer: it may have been made all the same, and then those above a hundred are not there. */
async function restore(
  calls: OfficeCalls,
  name: FieldName,
  before: readonly Writable[],
  after: readonly Writable[],
  cause: OfficeError,
): Promise<Result<void, ChangeError>> {
  const read = await readField(calls, name);
  if (!read.ok) {
    return partly(cause);
  }
  if (without(before, read.value).length === 0) {
    return unanswered(cause);
  }
  // whatever this says, the write itself was not confirmed
  await addAll(calls, name, without(after, read.value));
  return partly(cause);
}

type Writable = { readonly emailAddress: string; readonly displayName: string };

/** Adds people to a field unless it would then hold as many as Outlook shows: nobody could see whether they came. */
async function addWithin(
  calls: OfficeCalls,
  name: FieldName,
  there: number,
  people: readonly Writable[],
): Promise<Result<void, ChangeError>> {
  return people.length > 0 && there + people.length >= recipientCap()
    ? failed({ kind: 'too-many', field: name })
    : addAll(calls, name, people);
}

/** Adds people and looks whether all of them are there; after an error those who are not are added once more. */
async function addAll(
  calls: OfficeCalls,
  name: FieldName,
  people: readonly Writable[],
): Promise<Result<void, ChangeError>> {
  if (people.length === 0) {
    return ok(undefined);
  }
  let error = await addOnce(calls, name, people);
  let read = await readField(calls, name);
  if (error !== undefined && read.ok) {
    error = worse(error, await addOnce(calls, name, without(people, read.value)));
    read = await readField(calls, name);
  }
  if (!read.ok || error?.kind === 'timeout') {
    return partly(read.ok ? (error as OfficeError) : read.error);
  }
  const absent = without(people, read.value).length;
  if (absent === 0) {
    return ok(undefined);
  }
  if (error === undefined) {
    return failed({ kind: 'not-there', field: name });
  }
  return absent === people.length ? failed(error) : partly(error);
}

/** One addAsync for each hundred, the later ones too if one goes wrong: the fewer are lost. */
async function addOnce(
  calls: OfficeCalls,
  name: FieldName,
  people: readonly Writable[],
): Promise<OfficeError | undefined> {
  let error: OfficeError | undefined;
  for (let at = 0; at < people.length; at += batch) {
    const added = await calls.call<void>(`${name}.addAsync`, patience, (done) =>
      fieldOf(name).addAsync(people.slice(at, at + batch).map(writable), done),
    );
    error = added.ok ? error : worse(error, added.error);
  }
  return error;
}

/** The error that leaves more open: a time-out, else the first. */
function worse(first: OfficeError | undefined, second: OfficeError | undefined): OfficeError | undefined {
  return first === undefined || second?.kind === 'timeout' ? second : first;
}

/** Makes one writing call; without an answer it may have been made. */
async function write(
  calls: OfficeCalls,
  api: string,
  start: (done: (result: Office.AsyncResult<void>) => void) => void,
): Promise<Result<void, ChangeError>> {
  const done = await calls.call<void>(api, patience, start);
  return done.ok ? done : unanswered(done.error);
}

function unanswered(error: OfficeError): Result<void, ChangeError> {
  return error.kind === 'timeout' ? partly(error) : failed(error);
}

function partly(cause: OfficeError): Result<void, ChangeError> {
  return failed({ kind: 'partly', cause });
}

function without(people: readonly Writable[], others: readonly Writable[]): Writable[] {
  const there = setOf(others.map((one) => one.emailAddress));
  return people.filter((one) => !there.has(fold(one.emailAddress)));
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
