import { describe, expect, it } from 'vitest';
import { type Draft, newDraft } from './draft';
import type { EventRoom } from './event-room';
import { type HostOptions, OutlookHost } from './host';
import { type ProfileId, profiles } from './profiles';
import { manifest, type OfficeGlobal, type SendEvent } from './testing/addin';
import { ManualClock } from './testing/manual-clock';

const allow = (event: SendEvent) => event.completed({ allowEvent: true });
const refuse = (event: SendEvent) =>
  event.completed({ allowEvent: false, errorMessage: 'x', commandId: 'openPane', contextData: '{"check":"c1"}' });

type Handler = (event: SendEvent, office: OfficeGlobal, room: EventRoom) => unknown;

function open(
  profile: ProfileId,
  parts: Partial<Draft> = {},
  handler: Handler = allow,
  more: Partial<HostOptions> = {},
) {
  const clock = new ManualClock();
  const host = new OutlookHost({
    profile: profiles[profile],
    manifest,
    draft: newDraft('hoshino@akatsuki.example', { to: [{ address: 'tanaka@tsubame.example' }], ...parts }),
    clock,
    load: (room) => {
      const office = room.office as unknown as OfficeGlobal;
      const handle = (event: SendEvent) => handler(event, office, room);
      office.actions.associate('onMessageSendHandler', handle);
      office.actions.associate('onAppointmentSendHandler', handle);
    },
    ...more,
  });
  const pane = host.office('taskpane') as unknown as OfficeGlobal;
  const item = pane.context.mailbox.item as Office.MessageCompose;
  const value = <T>(start: (callback: (result: Office.AsyncResult<T>) => void) => void) =>
    clock.settle(new Promise<Office.AsyncResult<T>>((resolve) => start(resolve)));
  return { host, clock, pane, item, value };
}

describe('a client', () => {
  it.each([
    ['web', 'shared'],
    ['classic-2412', 'shared'],
    ['mac', 'apart'],
    ['mac-preview', 'apart'],
  ] as const)('%s keeps the session data of pane and handler %s', async (profile, want) => {
    let seen = '';
    const { host, clock, item, value } = open(profile, {}, (event, office) => {
      const inside = office.context.mailbox.item as Office.MessageCompose;
      inside.sessionData.getAsync('k', (result) => {
        seen = String(result.status);
        event.completed({ allowEvent: true });
      });
    });
    await value<void>((done) => item.sessionData.setAsync('k', 'v', done));
    await clock.settle(host.send());
    expect(seen).toBe(want === 'shared' ? 'succeeded' : 'failed');
  });

  it('keeps all session data of an add-in together, and forgets it', async () => {
    const { item, value } = open('web');
    await value<void>((done) => item.sessionData.setAsync('a', '1', done));
    await value<void>((done) => item.sessionData.setAsync('b', '2', done));
    expect((await value<object>((done) => item.sessionData.getAllAsync(done))).value).toEqual({ a: '1', b: '2' });
    await value<void>((done) => item.sessionData.clearAsync(done));
    expect((await value<object>((done) => item.sessionData.getAllAsync(done))).value).toEqual({});
  });

  const shared = { kind: 'mailbox', owner: 'sales@akatsuki.example' } as const;
  it.each([
    ['web', { shared }, true, undefined],
    ['web', { shared }, false, 'shared-folder'],
    ['classic-2206', { shared }, true, 'shared-folder'],
    ['classic-2206', { shared: { ...shared, kind: 'folder' as const } }, true, undefined],
    ['web', { kind: 'appointment' as const, embedded: true }, true, 'embedded-form'],
    ['classic-2412', { kind: 'appointment' as const, embedded: true }, true, undefined],
  ] as const)('%s runs the add-in, or says why not: %j', async (profile, parts, sharedFolders, unasked) => {
    const { host, clock } = open(profile, parts, refuse, { manifest: { ...manifest, sharedFolders } });
    expect(await clock.settle(host.send())).toBe(unasked === undefined ? 'alert' : 'sent');
    expect(host.unasked).toBe(unasked);
  });

  it('tells whose mailbox it is', async () => {
    const { item, value } = open('web', { shared });
    const { value: properties } = await value<Office.SharedProperties>((done) => item.getSharedPropertiesAsync(done));
    expect(properties.targetMailbox).toBe('sales@akatsuki.example');
    expect(open('web').item.getSharedPropertiesAsync).toBeUndefined();
  });

  it.each([
    ['classic-2404', true],
    ['classic-ltsc-2024', true],
    ['classic-2412', false],
    ['web', false],
  ] as const)('%s opens the pane when the alert is closed by its cross: %s', async (profile, opens) => {
    const { host, clock } = open(profile, {}, refuse);
    await clock.settle(host.send());
    await host.dismiss();
    expect([host.status, host.pane !== undefined]).toEqual(['composing', opens]);
  });

  it('takes the first answer when it calls the handler twice for one Send', async () => {
    let calls = 0;
    const { host, clock } = open('mac', {}, (event) => (++calls === 1 ? refuse(event) : allow(event)));
    host.invocations = 2;
    expect(await clock.settle(host.send())).toBe('alert');
    await clock.advance(1_000);
    expect([calls, host.status]).toEqual([2, 'alert']);
    host.quirks.assertClean();
  });

  it.each([
    ['web', 'own'],
    ['mac', 'own\n> before'],
  ] as const)('%s gives of a reply, when asked for the current part: %j', async (profile, want) => {
    const quoted = { text: '> before', html: '<hr>before' };
    const { item, value } = open(profile, { body: { text: 'own', html: '<p>own' }, quoted });
    const options = { bodyMode: 1 as Office.MailboxEnums.BodyMode };
    const text = await value<string>((done) => item.body.getAsync('text' as never, options, done));
    expect(text.value).toBe(want);
    expect((await value<string>((done) => item.body.getAsync('html' as never, done))).value).toBe('<p>own<hr>before');
  });

  it('ignores other names for the same addresses on the web', async () => {
    for (const [profile, want] of [
      ['web', undefined],
      ['classic-2412', '田中'],
    ] as const) {
      const { host, item, value } = open(profile);
      const named = [{ emailAddress: 'tanaka@tsubame.example', displayName: '田中' }] as Office.EmailAddressDetails[];
      await value<void>((done) => item.to.setAsync(named, done));
      expect(host.draft.to[0]?.name, profile).toBe(want);
    }
  });

  it('has no id for what was never saved, and one for an update', async () => {
    const id = async (parts: Partial<Draft>) => {
      const { item, value } = open('web', parts);
      return String((await value<string>((done) => item.getItemIdAsync(done))).status);
    };
    expect([await id({}), await id({ kind: 'appointment', update: true }), await id({ start: 'draft' })]).toEqual([
      'failed',
      'succeeded',
      'succeeded',
    ]);
  });

  it('does not give the content of a dropped message', async () => {
    const dropped = { name: 'a.eml', size: 1, kind: 'item' as const, dropped: true };
    const { item, value } = open('web', { attachments: [dropped] });
    const { value: list } = await value<Office.AttachmentDetailsCompose[]>((done) => item.getAttachmentsAsync(done));
    const content = await value<unknown>((done) => item.getAttachmentContentAsync(list[0]?.id ?? '', done as never));
    expect(String(content.status)).toBe('failed');
  });
});

describe('signing in', () => {
  const bridge = (runtime: string) => ({ runtime });
  it.each([
    ['web', { runtime: 'event' }, true],
    ['classic-2412', { runtime: 'event' }, true],
    ['classic-2206', undefined, false],
  ] as const)('in %s has the broker: %j', async (profile, want, supported) => {
    const seen: unknown[] = [];
    const handler: Handler = (event, office, room) => {
      seen.push(room.nestedAppAuthBridge, office.context.requirements.isSetSupported('NestedAppAuth', '1.1'));
      return allow(event);
    };
    const { host, clock } = open(profile, {}, handler, { identity: { bridge } });
    await clock.settle(host.send());
    expect(seen).toEqual([want, supported]);
    host.quirks.assertClean();
  });

  it('gives the older token, also to a handler', async () => {
    let token = '';
    const handler: Handler = async (event, office) => {
      token = await office.auth.getAccessToken();
      allow(event);
    };
    const { host, clock } = open('web', {}, handler, { identity: { accessToken: async () => 'token' } });
    await clock.settle(host.send());
    expect(token).toBe('token');
    host.quirks.assertClean();
    const without = open('web').pane.auth.getAccessToken();
    await expect(without).rejects.toMatchObject({ code: 13_000 });
  });
});
