import { describe, expect, it } from 'vitest';
import type { SendMode } from './manifest';
import { manifest, type Scene, scene, withHandler } from './testing/addin';

const modes: readonly SendMode[] = ['promptUser', 'softBlock', 'block'];
const buttons = ({ host }: Scene) => host.alert?.buttons.map((button) => button.kind).join(' ') ?? 'none';
const of = (sendMode: SendMode) => ({ manifest: { ...manifest, sendMode } });

/** What stands in facts 1.6, by situation and send mode. */
describe('send modes', () => {
  const want = {
    refused: ['dont-send send-anyway', 'dont-send', 'dont-send'],
    unavailable: ['send-anyway try-later', 'send-anyway try-later', 'try-later'],
    'not-associated': ['send-anyway dont-send', 'dont-send', 'dont-send'],
    slow: ['send-anyway dont-send', '', ''],
    timeout: ['send-anyway dont-send', 'dont-send', 'dont-send'],
  };

  it.each(modes)('a refusal in %s', async (mode) => {
    const one = withHandler('web', (event) => event.completed({ allowEvent: false, errorMessage: 'x' }), of(mode));
    expect(await one.clock.settle(one.host.send())).toBe('alert');
    expect(buttons(one)).toBe(want.refused[modes.indexOf(mode)]);
  });

  it.each(modes)('a script that does not load in %s', async (mode) => {
    const one = scene('web', () => JSON.parse('<html>'), of(mode));
    expect(await one.clock.settle(one.host.send())).toBe('alert');
    expect([one.host.alert?.reason, buttons(one)]).toEqual(['unavailable', want.unavailable[modes.indexOf(mode)]]);
  });

  it.each(modes)('a handler nobody associated in %s', async (mode) => {
    const one = scene('web', () => {}, of(mode));
    await one.clock.settle(one.host.send());
    expect([one.host.alert?.reason, buttons(one)]).toEqual([
      'not-associated',
      want['not-associated'][modes.indexOf(mode)],
    ]);
  });

  it.each(modes)('a handler that is slow, then gone, in %s', async (mode) => {
    const one = withHandler('web', () => {}, of(mode));
    const sending = one.host.send();
    await one.clock.advance(4_999);
    expect(one.host.alert).toBeUndefined();
    await one.clock.advance(1);
    expect([one.host.status, one.host.alert?.reason, buttons(one)]).toEqual([
      'checking',
      'slow',
      want.slow[modes.indexOf(mode)],
    ]);
    await one.clock.settle(sending);
    expect([one.clock.now(), one.host.alert?.reason, buttons(one)]).toEqual([
      300_000,
      'timeout',
      want.timeout[modes.indexOf(mode)],
    ]);
  });

  it('sends anyway while the handler is slow, and hears no later answer', async () => {
    let late = () => {};
    const one = withHandler(
      'web',
      (event) => {
        late = () => event.completed({ allowEvent: false, errorMessage: 'x' });
      },
      of('promptUser'),
    );
    const sending = one.host.send();
    await one.clock.advance(5_000);
    expect(await one.host.press('send-anyway')).toBe('sent');
    late();
    expect(await one.clock.settle(sending)).toBe('sent');
  });

  it.each([
    ['promptUser', 'outbox'],
    ['softBlock', 'alert'],
    ['block', 'alert'],
  ] as const)('offline in %s: %s', async (mode, status) => {
    const one = withHandler('classic-2412', () => {}, of(mode));
    one.host.offline = true;
    expect(await one.clock.settle(one.host.send())).toBe(status);
  });

  it('does not let an answer count that came after five minutes', async () => {
    let late = () => {};
    const one = withHandler('web', (event) => {
      late = () => event.completed({ allowEvent: true });
    });
    await one.clock.settle(one.host.send());
    late();
    expect(one.host.status).toBe('alert');
    expect(one.host.quirks.codes).toContain('completed-late');
  });

  it('refuses a button that the alert does not have', async () => {
    const one = withHandler('web', (event) => event.completed({ allowEvent: false, errorMessage: 'x' }));
    await one.clock.settle(one.host.send());
    await expect(one.host.press('send-anyway')).rejects.toThrow('no button send-anyway');
  });
});
