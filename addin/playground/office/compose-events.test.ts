import { describe, expect, it } from 'vitest';
import { newDraft } from './draft';
import type { EventRoom } from './event-room';
import { type HostOptions, OutlookHost } from './host';
import { type ProfileId, profiles } from './profiles';
import { events, manifest, type OfficeGlobal } from './testing/addin';
import { ManualClock } from './testing/manual-clock';

interface Heard {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

type Handle = (event: { completed(): void }, office: OfficeGlobal, room: EventRoom) => void;

/** A window whose add-in hears every event of ours, and does this with each. */
function watched(profile: ProfileId, parts = {}, handle: Handle = (event) => event.completed(), more = {}) {
  const clock = new ManualClock();
  const heard: Heard[] = [];
  const rooms: EventRoom[] = [];
  const options: HostOptions = {
    profile: profiles[profile],
    manifest: { ...manifest, events },
    draft: newDraft('hoshino@akatsuki.example', parts),
    clock,
    load: (room) => {
      rooms.push(room);
      const office = room.office as unknown as OfficeGlobal;
      for (const name of Object.values(events)) {
        office.actions.associate(name, (event: { completed(): void }) => {
          const { completed: _, source: __, ...args } = event as unknown as Record<string, unknown>;
          heard.push({ name, args });
          handle(event, office, room);
        });
      }
    },
    ...more,
  };
  const host = new OutlookHost(options);
  const settle = () => clock.settle(host.watch.settled());
  const edit = async (change: (draft: typeof host.draft) => void) => {
    change(host.draft);
    host.edited();
    await settle();
  };
  return { host, clock, heard, rooms, settle, edit };
}

const names = (heard: readonly Heard[]) => heard.map((one) => one.name);
const someone = { address: 'tanaka@tsubame.example' };

describe('events of composing', () => {
  it.each([
    ['new', ['onNewMessageComposeHandler']],
    ['reply', ['onNewMessageComposeHandler']],
    ['reply-all', ['onNewMessageComposeHandler']],
    ['forward', ['onNewMessageComposeHandler']],
    ['draft', []],
  ] as const)('a window opened as %s', async (start, want) => {
    const { host, heard, settle } = watched('web', { start });
    host.open();
    await settle();
    expect(names(heard)).toEqual(want);
  });

  it('raises one for each change of recipients, and says which field', async () => {
    const { host, heard, edit } = watched('web', { start: 'draft' });
    host.open();
    await edit((draft) => void draft.to.push(someone));
    await edit((draft) => void draft.cc.push(someone));
    await edit((draft) => void Object.assign(draft, { subject: 'x' }));
    expect(heard.map((one) => one.args)).toEqual([
      { type: 'OnMessageRecipientsChanged', changedRecipientFields: { to: true, cc: false, bcc: false } },
      { type: 'OnMessageRecipientsChanged', changedRecipientFields: { to: false, cc: true, bcc: false } },
    ]);
  });

  it('raises one for each file, with its id', async () => {
    const { host, heard, edit } = watched('classic-2412', { start: 'draft' });
    host.open();
    await edit((draft) => void draft.attachments.push({ name: 'a', size: 1 }, { name: 'b', size: 2 }));
    await edit((draft) => void draft.attachments.shift());
    const of = (one: Heard) => [one.args.attachmentStatus, (one.args.attachmentDetails as { id: string }).id];
    expect(heard.map(of)).toEqual([
      ['added', '0'],
      ['added', '1'],
      ['removed', ''],
    ]);
  });

  it.each([
    ['web', 1],
    ['classic-2206', 0],
  ] as const)('tells %s of another sender %i times, which came with 1.13', async (profile, times) => {
    const { host, heard, edit } = watched(profile, { start: 'draft' });
    host.open();
    await edit((draft) => void Object.assign(draft, { from: someone }));
    expect(names(heard)).toEqual(Array(times).fill('onMessageFromChangedHandler'));
  });

  it('raises those of meetings', async () => {
    const { host, heard, edit } = watched('mac', { kind: 'appointment' });
    host.open();
    await edit((draft) => void draft.rooms.push({ address: 'room@akatsuki.example' }));
    await edit((draft) => void draft.attachments.push({ name: 'a', size: 1 }));
    expect(names(heard)).toEqual([
      'onNewAppointmentOrganizerHandler',
      'onAppointmentAttendeesChangedHandler',
      'onAppointmentAttachmentsChangedHandler',
    ]);
    expect(heard[1]?.args.changedRecipientFields).toEqual({
      requiredAttendees: false,
      optionalAttendees: false,
      resources: true,
    });
  });

  it('raises nothing that the manifest does not declare, nor before the window opened', async () => {
    const quiet = watched('web', {}, undefined, { manifest });
    quiet.host.open();
    await quiet.edit((draft) => void draft.to.push(someone));
    const early = watched('web');
    await early.edit((draft) => void draft.to.push(someone));
    expect([quiet.heard, early.heard]).toEqual([[], []]);
  });

  it('raises one for what an add-in changed, too', async () => {
    const { host, heard, settle } = watched('web', { start: 'draft' });
    host.open();
    const item = (host.office('taskpane') as unknown as OfficeGlobal).context.mailbox.item as Office.MessageCompose;
    item.bcc.addAsync([someone.address]);
    await settle();
    await watchedCall(host, settle);
    expect(names(heard)).toEqual(['onMessageRecipientsChangedHandler']);
  });

  it('may edit the body, which a send handler may not', async () => {
    const { host, settle } = watched('web', {}, (event, office) => {
      const item = office.context.mailbox.item as Office.MessageCompose;
      item.body.setAsync('x', () => event.completed());
    });
    host.open();
    await settle();
    host.quirks.assertClean();
  });

  it.each([
    ['completes twice', 'completed-twice', (event: { completed(): void }) => [event.completed(), event.completed()]],
    ['never completes', 'never-completed', () => {}],
    ['opens a dialog', 'blocked-in-handler', dialog],
    ['throws', 'handler-threw', () => JSON.parse('{')],
  ] as const)('a handler that %s', async (_, quirk, handle) => {
    const { host, settle } = watched('web', {}, handle as Handle);
    host.open();
    await settle();
    expect(host.quirks.codes).toContain(quirk);
  });

  it('closes the room when the event is completed', async () => {
    const { host, rooms, settle } = watched('web');
    host.open();
    await settle();
    await expect(rooms[0]?.ended).resolves.toBeUndefined();
  });

  it('counts the calls of each event', async () => {
    const { host, settle } = watched('web', {}, (event, office) =>
      (office.context.mailbox.item as Office.MessageCompose).to.getAsync(() => event.completed()),
    );
    host.open();
    await settle();
    expect(host.calls).toEqual([{ api: 'to.getAsync', runtime: 'event', event: 'OnNewMessageCompose', at: 0 }]);
  });
});

function dialog(event: { completed(): void }, office: OfficeGlobal): void {
  office.context.ui.displayDialogAsync('https://sekisho.example/x', () => event.completed());
}

/** The pane's call ends a moment after the events that it caused were looked for. */
async function watchedCall(host: OutlookHost, settle: () => Promise<void>): Promise<void> {
  const clock = host.world.clock as ManualClock;
  await clock.advance(10);
  await settle();
}
