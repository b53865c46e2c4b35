import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Draft, newDraft, OutlookHost, type ProfileId, profiles } from '../../playground/office';
import { ManualClock } from '../../playground/office/testing/manual-clock';
import { manifest } from '../launchevent/testing/post-office';
import { OfficeCalls } from './async';
import { clientName, displayLanguage, paneButton, recipientCap } from './context';
import { keepNames, readKept, readToken, shareToken, writeKept, writeToken } from './keep';
import { serverOrigin } from './origin';
import { canSend, onPaneData, readPaneData, sendItem, whenReady } from './pane';
import { readItem } from './read-item';

afterEach(() => vi.unstubAllGlobals());

/** A pane in this Outlook: the global `Office` is the fake's. */
function openPane(profile: ProfileId, draft: Partial<Draft> = {}, answer: unknown = { allowEvent: true }) {
  const clock = new ManualClock();
  const host = new OutlookHost({
    profile: profiles[profile],
    manifest,
    clock,
    displayLanguage: 'en-US',
    draft: newDraft('hoshino@akatsuki.example', draft),
    load: (room) => {
      const actions = room.office.actions as {
        associate(name: string, handler: (event: { completed(options: unknown): void }) => void): void;
      };
      actions.associate('onMessageSendHandler', (event) => event.completed(answer));
    },
  });
  vi.stubGlobal('Office', host.office('taskpane'));
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds: number) => clock.setTimeout(run, milliseconds));
  vi.stubGlobal('clearTimeout', (id: number) => clock.clearTimeout(id));
  return { host, clock, calls: new OfficeCalls() };
}

describe('the pane', () => {
  it('is told which check to show, also when it is open already', async () => {
    const { host, clock, calls } = openPane('web');
    host.runCommand(paneButton(), '{"check":"c1"}');
    expect(await clock.settle(readPaneData(calls))).toEqual({ check: 'c1', compose: false });
    const heard: unknown[] = [];
    onPaneData((data) => heard.push(data));
    await clock.advance(10);
    host.runCommand(paneButton(), '{"check":"c2"}');
    host.runCommand(paneButton(), '{"compose":"1"}');
    host.runCommand(paneButton(), 'no JSON');
    expect(heard).toEqual([
      { check: 'c2', compose: false },
      { check: '', compose: true },
      { check: '', compose: false },
    ]);
    host.quirks.assertClean();
  });

  it('sends through the handler where Outlook can', async () => {
    const { host, clock, calls } = openPane('classic-2412');
    expect(canSend()).toBe(true);
    void sendItem(calls);
    await clock.advance(1_000);
    expect(host.status).toBe('sent');
  });

  it('hears that the handler refused', async () => {
    const { host, clock, calls } = openPane('web', {}, { allowEvent: false, errorMessage: 'x' });
    expect(await clock.settle(sendItem(calls))).toMatchObject({ ok: false, error: { kind: 'failed' } });
    expect(host.status).toBe('alert');
  });

  it.each(['mac', 'classic-ltsc-2024'] as const)('leaves sending to the person on %s', async (profile) => {
    const { calls } = openPane(profile);
    expect(canSend()).toBe(false);
    expect(await sendItem(calls)).toEqual({ ok: false, error: { kind: 'missing', api: 'sendAsync' } });
  });

  it('becomes ready, or says that it did not', async () => {
    const { clock } = openPane('web');
    await whenReady(5_000);
    vi.stubGlobal('Office', { onReady: () => {} });
    await expect(clock.settle(whenReady(5_000))).rejects.toThrow('5000 ms');
  });

  it('reads an item as the handler does', async () => {
    const { clock, calls, host } = openPane('web', {
      composeType: 'forward',
      attachments: [{ name: 'a', size: 1, kind: 'cloud', url: 'https://x.example' }],
    });
    const read = await clock.settle(readItem(calls, 1_000));
    expect(read.ok && [read.value.compose, read.value.attachments[0]?.kind, read.value.account]).toEqual([
      'forward',
      'cloud',
      'hoshino@akatsuki.example',
    ]);
    host.quirks.assertClean();
  });

  it('knows its Outlook', () => {
    openPane('classic-2412');
    expect([displayLanguage(), clientName(), recipientCap(), serverOrigin()]).toEqual([
      'en',
      'Outlook PC 16.0.18324.20172',
      500,
      'https://sekisho-origin.invalid',
    ]);
    vi.stubGlobal('sekishoPage', { origin: 'https://sekisho.example', keep: {} });
    expect(serverOrigin()).toBe('https://sekisho.example');
  });
});

describe('the keep', () => {
  const keep = () => {
    const data = new Map<string, string>();
    const storage = {
      getItem: async (key: string) => data.get(key) ?? null,
      setItem: async (key: string, value: string) => void data.set(key, value),
    };
    return { data, storage };
  };

  it('is divided by partition in pages', async () => {
    openPane('web');
    const { data, storage } = keep();
    vi.stubGlobal('sekishoPage', { origin: 'https://sekisho.example', keep: storage });
    await writeKept(keepNames.policy, 'p');
    expect([...data.keys()]).toEqual(['partition-1sekisho.policy']);
    expect(await readKept(keepNames.policy)).toBe('p');
  });

  it('is empty where there is none, and where it hangs', async () => {
    const { clock } = openPane('web');
    expect(await readKept(keepNames.token)).toBe('');
    vi.stubGlobal('sekishoPage', { origin: '', keep: { getItem: () => new Promise(() => {}) } });
    expect(await clock.settle(readKept(keepNames.token))).toBe('');
  });

  it('hands the token from the pane to the handler through the item', async () => {
    const { host, clock, calls } = openPane('classic-2412');
    expect((await clock.settle(writeToken(calls, 't1'))).ok).toBe(true);
    const { data, storage } = keep();
    vi.stubGlobal('OfficeRuntime', { storage });
    expect(await clock.settle(readToken(calls))).toBe('t1');
    expect(data.get('sekisho.token')).toBe('t1');
    expect((await clock.settle(shareToken(calls, 't2'))).ok).toBe(true);
    expect(host.world.item.sessionData.get('sekisho.token')).toBe('t2');
  });
});
