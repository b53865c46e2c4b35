import type { Draft, DraftAttachment } from './draft';

/** What Outlook raises while an item is being written, by its name in the manifest's LaunchEvent. (1.9) */
export type ComposeEvent =
  | 'OnNewMessageCompose'
  | 'OnMessageRecipientsChanged'
  | 'OnMessageAttachmentsChanged'
  | 'OnMessageFromChanged'
  | 'OnNewAppointmentOrganizer'
  | 'OnAppointmentAttendeesChanged'
  | 'OnAppointmentAttachmentsChanged';

/** What Outlook raises when Send is pressed. (1.1) */
export type SendEvent = 'OnMessageSend' | 'OnAppointmentSend';

export type EventName = ComposeEvent | SendEvent;

/** The requirement set that brought each event. (1.2, 1.9) */
export const eventSince: Readonly<Record<EventName, string>> = {
  OnNewMessageCompose: '1.10',
  OnNewAppointmentOrganizer: '1.10',
  OnMessageRecipientsChanged: '1.11',
  OnMessageAttachmentsChanged: '1.11',
  OnAppointmentAttendeesChanged: '1.11',
  OnAppointmentAttachmentsChanged: '1.11',
  OnMessageSend: '1.12',
  OnAppointmentSend: '1.12',
  OnMessageFromChanged: '1.13',
};

/** One event and what its argument says beside `completed`. */
export interface Raised {
  readonly event: ComposeEvent;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What of a draft the events are about. Two shapes are compared. */
export interface Shape {
  readonly kind: Draft['kind'];
  readonly from: string;
  readonly fields: Readonly<Record<'to' | 'cc' | 'bcc' | 'rooms', string>>;
  readonly files: readonly DraftAttachment[];
}

export function shapeOf(draft: Draft): Shape {
  // what is not resolved yet is no recipient yet (facts 2)
  const list = (field: 'to' | 'cc' | 'bcc' | 'rooms') =>
    JSON.stringify(draft[field].filter((one) => !one.unresolved).map((one) => one.address));
  return {
    kind: draft.kind,
    from: draft.from.address,
    fields: { to: list('to'), cc: list('cc'), bcc: list('bcc'), rooms: list('rooms') },
    files: draft.attachments.filter((file) => !file.unlisted),
  };
}

/** The event that opens a compose window; a draft that is opened again raises none. (1.9) */
export function openingEvent(draft: Draft): Raised | undefined {
  if (draft.start === 'draft') {
    return undefined;
  }
  return { event: draft.kind === 'message' ? 'OnNewMessageCompose' : 'OnNewAppointmentOrganizer', args: {} };
}

/** What Outlook raises for one change: one event for the recipients, one for each file, one for the sender. */
export function eventsBetween(before: Shape, after: Shape, idOf: (file: DraftAttachment) => string): Raised[] {
  const changed = (field: keyof Shape['fields']) => before.fields[field] !== after.fields[field];
  const raised: Raised[] = [];
  const message = after.kind === 'message';
  if (changed('to') || changed('cc') || changed('bcc') || changed('rooms')) {
    const changedRecipientFields = message
      ? { to: changed('to'), cc: changed('cc'), bcc: changed('bcc') }
      : { requiredAttendees: changed('to'), optionalAttendees: changed('cc'), resources: changed('rooms') };
    const event = message ? 'OnMessageRecipientsChanged' : 'OnAppointmentAttendeesChanged';
    raised.push({ event, args: { changedRecipientFields } });
  }
  const files = message ? 'OnMessageAttachmentsChanged' : 'OnAppointmentAttachmentsChanged';
  for (const file of after.files.filter((one) => !before.files.includes(one))) {
    raised.push({ event: files, args: attachmentArgs('added', file, idOf(file)) });
  }
  for (const file of before.files.filter((one) => !after.files.includes(one))) {
    raised.push({ event: files, args: attachmentArgs('removed', file, '') });
  }
  if (message && before.from !== after.from) {
    raised.push({ event: 'OnMessageFromChanged', args: {} });
  }
  return raised;
}

function attachmentArgs(attachmentStatus: 'added' | 'removed', file: DraftAttachment, id: string) {
  const { name, size, kind = 'file', inline = false } = file;
  return { attachmentStatus, attachmentDetails: { id, name, size, attachmentType: kind, isInline: inline } };
}
