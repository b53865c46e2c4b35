import { newDraft } from '../draft';
import type { EventRoom } from '../event-room';
import { type HostOptions, OutlookHost } from '../host';
import type { FakeManifest } from '../manifest';
import { type ProfileId, profiles } from '../profiles';
import { ManualClock } from './manual-clock';

/** The declared type of the global, so that test add-ins are written as real ones are. */
export type OfficeGlobal = typeof Office;
export type SendEvent = Office.MailboxEvent;

/** The compose events of our manifest. */
export const events = {
  OnNewMessageCompose: 'onNewMessageComposeHandler',
  OnMessageRecipientsChanged: 'onMessageRecipientsChangedHandler',
  OnMessageAttachmentsChanged: 'onMessageAttachmentsChangedHandler',
  OnMessageFromChanged: 'onMessageFromChangedHandler',
  OnNewAppointmentOrganizer: 'onNewAppointmentOrganizerHandler',
  OnAppointmentAttendeesChanged: 'onAppointmentAttendeesChangedHandler',
  OnAppointmentAttachmentsChanged: 'onAppointmentAttachmentsChangedHandler',
} as const;

/** A manifest like ours. */
export const manifest: FakeManifest = {
  name: 'Sekisho',
  permission: 'ReadWriteMailbox',
  sendMode: 'softBlock',
  handlers: { message: 'onMessageSendHandler', appointment: 'onAppointmentSendHandler' },
  controls: { openPane: { kind: 'taskpane' }, runIt: { kind: 'function', functionName: 'runIt' } },
};

export interface Scene {
  readonly host: OutlookHost;
  readonly clock: ManualClock;
}

/** A window of this client with an add-in whose event code is `addin`. */
export function scene(
  profile: ProfileId,
  addin: (office: OfficeGlobal, room: EventRoom) => void,
  parts: Partial<HostOptions> = {},
): Scene {
  const clock = new ManualClock();
  const host = new OutlookHost({
    profile: profiles[profile],
    manifest,
    draft: newDraft('hoshino@akatsuki.example', {
      to: [{ address: 'tanaka@tsubame.example', name: '田中' }],
      subject: '見積',
    }),
    load: (room) => addin(room.office as unknown as OfficeGlobal, room),
    clock,
    ...parts,
  });
  return { host, clock };
}

/** The same, for an add-in that is only its send handler. */
export function withHandler(
  profile: ProfileId,
  handler: (event: SendEvent, office: OfficeGlobal) => unknown,
  parts: Partial<HostOptions> = {},
): Scene {
  return scene(
    profile,
    (office) => office.actions.associate('onMessageSendHandler', (event: SendEvent) => handler(event, office)),
    parts,
  );
}
