import { failed, ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { accountAddress, currentItem, isMeeting, recipientCap } from './context';
import type { Item, ItemAttachment, ItemRecipient, Person } from './item';

interface People {
  readonly recipients: readonly ItemRecipient[];
  readonly capped: boolean;
}

/**
 * Reads the item at hand within `milliseconds`. Without recipients or attachments there is nothing to judge: that is an
 * error. Without body, subject or kind of reply it is `incomplete`.
 */
export async function readItem(calls: OfficeCalls, milliseconds: number): Promise<Result<Item, OfficeError>> {
  if (currentItem() === undefined) {
    return failed({ kind: 'missing', api: 'mailbox.item' });
  }
  const [people, files, from, subject, body, compose, html] = await Promise.all([
    readPeople(calls, milliseconds),
    readAttachmentList(calls, milliseconds),
    readFrom(calls, milliseconds),
    calls.call<string>('subject.getAsync', milliseconds, (done) => currentItem().subject.getAsync(done)),
    readBody(calls, 'text', milliseconds),
    readCompose(calls, milliseconds),
    readBody(calls, 'html', milliseconds),
  ]);
  if (!people.ok) {
    return people;
  }
  if (!files.ok) {
    return files;
  }
  const account = accountAddress();
  return ok({
    kind: isMeeting() ? 'appointment' : 'message',
    from: from.ok ? from.value : { address: account, name: '' },
    account,
    recipients: people.value.recipients,
    subject: subject.ok ? subject.value : '',
    body: body.ok ? body.value : '',
    html: html.ok ? html.value : '',
    compose: compose.ok ? compose.value : 'new',
    attachments: files.value,
    ...(people.value.capped ? { capped: true } : {}),
    incomplete: people.value.capped || !from.ok || !subject.ok || !body.ok || !html.ok || !compose.ok,
  });
}

function readBody(
  calls: OfficeCalls,
  form: 'text' | 'html',
  milliseconds: number,
): Promise<Result<string, OfficeError>> {
  return calls.call<string>('body.getAsync', milliseconds, (done) =>
    currentItem().body.getAsync(form as unknown as Office.CoercionType, done),
  );
}

function readFrom(calls: OfficeCalls, milliseconds: number): Promise<Result<Person, OfficeError>> {
  const item = currentItem();
  const source = isMeeting() ? item.organizer : item.from;
  if (source === undefined) {
    return Promise.resolve(failed({ kind: 'missing', api: 'from.getAsync' }));
  }
  return calls
    .call<Office.EmailAddressDetails>('from.getAsync', milliseconds, (done) => source.getAsync(done))
    .then((result) => (result.ok ? ok(personOf(result.value)) : result));
}

async function readCompose(calls: OfficeCalls, milliseconds: number): Promise<Result<Item['compose'], OfficeError>> {
  const item = currentItem();
  if (isMeeting() || item.getComposeTypeAsync === undefined) {
    return ok('new');
  }
  const result = await calls.call<{ composeType?: string }>('getComposeTypeAsync', milliseconds, (done) =>
    item.getComposeTypeAsync(done),
  );
  if (!result.ok) {
    return result;
  }
  const type = result.value?.composeType;
  return ok(type === 'reply' || type === 'forward' ? type : 'new');
}

async function readPeople(calls: OfficeCalls, milliseconds: number): Promise<Result<People, OfficeError>> {
  const item = currentItem();
  const fields: readonly (readonly [ItemRecipient['field'], Office.Recipients])[] = isMeeting()
    ? [
        ['required', item.requiredAttendees],
        ['optional', item.optionalAttendees],
      ]
    : [
        ['to', item.to],
        ['cc', item.cc],
        ['bcc', item.bcc],
      ];
  const read = await Promise.all([
    ...fields.map(([field, source]) => readField(calls, field, source, milliseconds)),
    readRooms(calls, milliseconds),
  ]);
  const recipients: ItemRecipient[] = [];
  let capped = false;
  for (const result of read) {
    if (!result.ok) {
      return result;
    }
    recipients.push(...result.value);
    capped = capped || result.value.length >= recipientCap();
  }
  return ok({ recipients, capped });
}

async function readField(
  calls: OfficeCalls,
  field: ItemRecipient['field'],
  source: Office.Recipients,
  milliseconds: number,
): Promise<Result<ItemRecipient[], OfficeError>> {
  const result = await calls.call<Office.EmailAddressDetails[]>(`${field}.getAsync`, milliseconds, (done) =>
    source.getAsync(done),
  );
  return result.ok ? ok(result.value.map((details) => recipientOf(details, field))) : result;
}

/** Rooms get the invitation too. A client without them has no such field. */
async function readRooms(calls: OfficeCalls, milliseconds: number): Promise<Result<ItemRecipient[], OfficeError>> {
  const places = isMeeting() ? currentItem().enhancedLocation : undefined;
  if (places === undefined) {
    return ok([]);
  }
  const result = await calls.call<Office.LocationDetails[]>('enhancedLocation.getAsync', milliseconds, (done) =>
    places.getAsync(done),
  );
  if (!result.ok) {
    return result;
  }
  const rooms = result.value.filter((place) => place.emailAddress !== undefined && place.emailAddress !== '');
  return ok(
    rooms.map((place) => ({ address: place.emailAddress ?? '', name: place.displayName ?? '', field: 'resource' })),
  );
}

/** The files of the item as they are now. */
export async function readAttachmentList(
  calls: OfficeCalls,
  milliseconds: number,
): Promise<Result<ItemAttachment[], OfficeError>> {
  const item = currentItem();
  if (item.getAttachmentsAsync === undefined) {
    return failed({ kind: 'missing', api: 'getAttachmentsAsync' });
  }
  const result = await calls.call<Office.AttachmentDetailsCompose[]>('getAttachmentsAsync', milliseconds, (done) =>
    item.getAttachmentsAsync(done),
  );
  return result.ok ? ok(result.value.map(attachmentOf)) : result;
}

function attachmentOf(details: Office.AttachmentDetailsCompose): ItemAttachment {
  const kind = String(details.attachmentType);
  return {
    id: details.id,
    name: details.name,
    size: Math.max(0, Math.round(details.size)),
    kind: kind === 'item' || kind === 'cloud' ? kind : 'file',
    inline: details.isInline,
    ...(details.url === undefined || details.url === '' ? {} : { url: details.url }),
  };
}

/** Of the type only the list counts: Outlook calls colleagues external who are in the person's own contacts. */
function recipientOf(details: Office.EmailAddressDetails, field: ItemRecipient['field']): ItemRecipient {
  const list = String(details.recipientType) === 'distributionList';
  return { ...personOf(details), field, ...(list ? { list } : {}) };
}

function personOf(details: Office.EmailAddressDetails): Person {
  return { address: details.emailAddress ?? '', name: details.displayName ?? '' };
}
