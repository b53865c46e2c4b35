import { describe, expect, it } from 'vitest';
import { newDraft } from './draft';
import { OutlookHost } from './host';
import { type ProfileId, profiles } from './profiles';
import { manifest, type OfficeGlobal } from './testing/addin';
import { ManualClock } from './testing/manual-clock';

function pane(profile: ProfileId, parts = {}, options = {}) {
  const clock = new ManualClock();
  const draft = newDraft('hoshino@akatsuki.example', parts);
  const host = new OutlookHost({ profile: profiles[profile], manifest, draft, load: () => {}, clock, ...options });
  const office = host.office('taskpane') as unknown as OfficeGlobal;
  const item = office.context.mailbox.item as Office.MessageCompose;
  const value = <T>(start: (callback: (result: Office.AsyncResult<T>) => void) => void) =>
    clock.settle(new Promise<Office.AsyncResult<T>>((resolve) => start(resolve)));
  return { clock, host, office, item, value };
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ address: `p${index}@tsubame.example` }));

describe('the item', () => {
  it.each([
    ['web', 1200, 1000],
    ['classic-2412', 1200, 500],
    ['mac', 1200, 1200],
  ] as const)('%s gives at most its cap of recipients', async (profile, there, given) => {
    const { item, value } = pane(profile, { to: people(there) });
    expect((await value<Office.EmailAddressDetails[]>((done) => item.to.getAsync(done))).value).toHaveLength(given);
  });

  it('does not give recipients that are not resolved', async () => {
    const { item, value } = pane('web', { to: [{ address: 'たなか', unresolved: true }, ...people(1)] });
    const { value: given } = await value<Office.EmailAddressDetails[]>((done) => item.to.getAsync(done));
    expect(given.map((recipient) => recipient.emailAddress)).toEqual(['p0@tsubame.example']);
  });

  it('lacks what the client lacks', () => {
    const has = (profile: ProfileId) => 'sendAsync' in pane(profile).item;
    expect([has('web'), has('classic-2412'), has('classic-ltsc-2024'), has('mac')]).toEqual([true, true, false, false]);
    const set = (profile: ProfileId, version: string) =>
      pane(profile).office.context.requirements.isSetSupported('Mailbox', version);
    expect([
      set('classic-2206', '1.12'),
      set('classic-2206', '1.14'),
      set('classic-2412', '1.15'),
      set('web', '2.0'),
    ]).toEqual([true, false, true, false]);
  });

  it('changes attachment ids after a removal where they are positions', async () => {
    const { item, host, value } = pane('classic-2412', {
      attachments: [
        { name: 'a.txt', size: 1 },
        { name: 'b.txt', size: 1 },
      ],
    });
    expect(String((await value<void>((done) => item.removeAttachmentAsync('0', done))).status)).toBe('succeeded');
    expect(String((await value<void>((done) => item.removeAttachmentAsync('1', done))).status)).toBe('failed');
    expect(host.quirks.codes).toEqual(['attachment-id']);
  });

  it('hides files that the window shares as links, and extensions of items in classic', async () => {
    const files = [
      { name: 'link.pdf', size: 1, unlisted: true },
      { name: '転送.eml', size: 1, kind: 'item' as const },
    ];
    const { item, value } = pane('classic-2412', { attachments: files });
    const { value: given } = await value<Office.AttachmentDetailsCompose[]>((done) => item.getAttachmentsAsync(done));
    expect(given.map((file) => file.name)).toEqual(['転送']);
  });

  it.each(['fail', 'hang', 'delay', 'throw'] as const)('goes wrong as injected: %s', async (kind) => {
    const { item, host, clock } = pane('web');
    const fault = { kind, message: 'boom', milliseconds: 9_000, code: 5001, name: 'InternalError' } as const;
    host.faults.inject('subject.getAsync', fault, 1);
    const seen: string[] = [];
    const ask = () => item.subject.getAsync((result) => seen.push(`${clock.now()} ${String(result.status)}`));
    if (kind === 'throw') {
      expect(ask).toThrow('boom');
    } else {
      ask();
    }
    await clock.advance(10_000);
    expect(seen).toEqual({ fail: ['1 failed'], hang: [], delay: ['9000 succeeded'], throw: [] }[kind]);
  });

  it('hands data to a pane that is closed, and to one that is open', async () => {
    const { office, host, item, clock, value } = pane('web');
    host.runCommand('openPane', '{"check":"c1"}');
    expect((await value<string>((done) => item.getInitializationContextAsync(done))).value).toBe('{"check":"c1"}');
    const heard: string[] = [];
    const listen = (args: { initializationContextData: string }) => heard.push(args.initializationContextData);
    (item as unknown as { addHandlerAsync(type: unknown, handler: unknown): void }).addHandlerAsync(
      office.EventType.InitializationContextChanged,
      listen,
    );
    await clock.advance(10);
    host.runCommand('openPane', '{"check":"c2"}');
    expect(heard).toEqual(['{"check":"c2"}']);
  });

  it('sends from a pane through the handler, and needs ReadWriteMailbox for it', async () => {
    const load = (room: { office: unknown }) =>
      (room.office as OfficeGlobal).actions.associate('onMessageSendHandler', (event: Office.MailboxEvent) =>
        event.completed({ allowEvent: true }),
      );
    const { item, host, clock } = pane('web', {}, { load });
    item.sendAsync(() => {});
    await clock.advance(100);
    expect(host.status).toBe('sent');
    const poor = pane('web', {}, { manifest: { ...manifest, permission: 'ReadWriteItem' } });
    expect(() => poor.item.sendAsync(() => {})).toThrow('Elevated permission');
  });

  it('is a meeting with rooms and no header fields', async () => {
    const { item, value } = pane('web', { kind: 'appointment', rooms: [{ address: 'room@akatsuki.example' }] });
    const meeting = item as unknown as Office.AppointmentCompose;
    expect('internetHeaders' in meeting).toBe(false);
    const { value: rooms } = await value<Office.LocationDetails[]>((done) => meeting.enhancedLocation.getAsync(done));
    expect(rooms.map((one) => one.emailAddress)).toEqual(['room@akatsuki.example']);
  });
});
