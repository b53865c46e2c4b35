import { describe, expect, it } from 'vitest';
import { newDraft } from './draft';
import { type HostOptions, OutlookHost } from './host';
import type { PageRoom } from './item-send';
import { type ProfileId, profiles } from './profiles';
import { manifest, type OfficeGlobal, type SendEvent } from './testing/addin';
import { ManualClock } from './testing/manual-clock';

type Handler = (event: SendEvent, office: OfficeGlobal) => void;

const url = 'https://sekisho.example/addin/dialog.html';

/** A window with the older on-send add-in, whose global function is this. */
function popup(handler: Handler | undefined, profile: ProfileId = 'web', more: Partial<HostOptions> = {}) {
  const clock = new ManualClock();
  const host = new OutlookHost({
    profile: profiles[profile],
    manifest: { ...manifest, itemSend: 'onItemSend' },
    draft: newDraft('hoshino@akatsuki.example', { to: [{ address: 'tanaka@tsubame.example' }] }),
    clock,
    load: () => {
      throw new Error('no launch event in this manifest');
    },
    loadFunctionFile: async (room: PageRoom) => {
      const office = room.office as unknown as OfficeGlobal;
      return (name) =>
        name === 'onItemSend' && handler !== undefined ? (event: SendEvent) => handler(event, office) : undefined;
    },
    ...more,
  });
  return { host, clock };
}

const dialogOf = (host: OutlookHost) => host.dialogs.open?.office as unknown as OfficeGlobal;
const status = (result: { status: unknown; error?: { code: number } }) =>
  `${String(result.status)} ${result.error?.code ?? ''}`.trim();

describe('the older on-send', () => {
  it.each(Object.keys(profiles) as ProfileId[])('asks in a dialog and sends in %s', async (profile) => {
    const seen: unknown[] = [];
    const { host, clock } = popup((event, office) => {
      office.context.ui.displayDialogAsync(url, { height: 60, width: 40, displayInIframe: true }, ({ value }) => {
        value.addEventHandler(office.EventType.DialogMessageReceived, (args) => {
          seen.push((args as { message: string }).message);
          value.close();
          event.completed({ allowEvent: true });
        });
        value.messageChild('{"check":"c1"}');
      });
    }, profile);
    const sending = host.send();
    await clock.advance(1);
    const inside = dialogOf(host);
    inside.context.ui.addHandlerAsync(inside.EventType.DialogParentMessageReceived, (args: { message: string }) => {
      seen.push(args.message);
      inside.context.ui.messageParent('send');
    });
    expect(await clock.settle(sending)).toBe('sent');
    host.quirks.assertClean();
    expect(seen).toEqual(['{"check":"c1"}', 'send']);
  });

  it('hears that the person closed the dialog, and keeps the item', async () => {
    const heard: unknown[] = [];
    const { host, clock } = popup((event, office) =>
      office.context.ui.displayDialogAsync(url, {}, ({ value }) =>
        value.addEventHandler(office.EventType.DialogEventReceived, (args) => {
          heard.push((args as { error: number }).error);
          event.completed({ allowEvent: false });
        }),
      ),
    );
    const sending = host.send();
    await clock.advance(1);
    host.dialogs.closedByPerson();
    expect([await clock.settle(sending), host.alert, heard]).toEqual(['composing', undefined, [12_006]]);
    host.quirks.assertClean();
  });

  it.each([
    [12_009, 'a blocked popup'],
    [12_007, 'a dialog of another add-in'],
  ])('gets %i for %s', async (code) => {
    const { host, clock } = popup((event, office) =>
      office.context.ui.displayDialogAsync(url, {}, (result) => {
        expect(status(result)).toBe(`failed ${code}`);
        event.completed({ allowEvent: false });
      }),
    );
    host.faults.inject('displayDialogAsync', { kind: 'fail', code }, 1);
    expect(await clock.settle(host.send())).toBe('composing');
    host.quirks.assertClean();
  });

  it.each([
    ['no function of that name', undefined, 'handler-not-associated'],
    [
      'two dialogs',
      (event: SendEvent, office: OfficeGlobal) =>
        office.context.ui.displayDialogAsync(url, {}, (first) =>
          office.context.ui.displayDialogAsync(url, {}, (second) => {
            expect(status(second)).toBe('failed 12007');
            first.value.close();
            event.completed({ allowEvent: false });
          }),
        ),
      'dialog-twice',
    ],
    [
      'a dialog on another origin',
      (event: SendEvent, office: OfficeGlobal) =>
        office.context.ui.displayDialogAsync('https://elsewhere.example/', {}, (result) => {
          expect(status(result)).toBe('failed 12004');
          event.completed({ allowEvent: false });
        }),
      'dialog-address',
    ],
    [
      'a dialog left open',
      (event: SendEvent, office: OfficeGlobal) =>
        office.context.ui.displayDialogAsync(url, {}, () => event.completed({ allowEvent: true })),
      'dialog-left-open',
    ],
  ] as const)('a wrong add-in with %s', async (_, handler, quirk) => {
    const { host, clock } = popup(handler);
    await clock.settle(host.send());
    expect(host.quirks.codes).toContain(quirk);
    expect(host.dialogs.open).toBeUndefined();
  });

  it('lets nothing go when its page cannot be loaded', async () => {
    const gone = () => Promise.reject(new Error('502'));
    const { host, clock } = popup(undefined, 'web', { loadFunctionFile: gone });
    expect(await clock.settle(host.send())).toBe('alert');
    expect([host.alert?.reason, host.alert?.buttons.map((one) => one.kind)]).toEqual(['unavailable', ['try-later']]);
  });

  it('gives a dialog nothing but messages and requirement sets', async () => {
    const { host, clock } = popup((_, office) => office.context.ui.displayDialogAsync(url, {}, () => {}));
    void host.send();
    await clock.advance(1);
    const inside = dialogOf(host);
    expect(Object.keys(inside.context)).toEqual(['requirements', 'ui']);
    expect(inside.context.requirements.isSetSupported('Mailbox', '1.1')).toBe(false);
  });
});
