// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import { type Client, createClient, type Transport } from '@sekisho/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Draft, newDraft, OutlookHost, profiles } from '../../playground/office';
import { ManualClock } from '../../playground/office/testing/manual-clock';
import { keyOf } from '../check';
import { check } from '../launchevent/testing/answers';
import { manifest, origin } from '../launchevent/testing/post-office';
import { OfficeCalls, paneButton, readItem, sessionNames } from '../office';
import { officeHost } from './office-host';
import type { Occasion } from './ports';

afterEach(() => vi.unstubAllGlobals());

type Asked = Record<string, unknown> & { attachments?: { name: string; sha256?: string; content?: string }[] };

/** A pane over this draft, and a server made of a function; what is asked of it is kept. */
function open(draft: Partial<Draft>, server: (asked: Asked) => ReturnType<typeof check> = () => check('send')) {
  const clock = new ManualClock();
  const outlook = new OutlookHost({
    profile: profiles.web,
    manifest,
    clock,
    displayLanguage: 'ja-JP',
    draft: newDraft('hoshino@akatsuki.example', draft),
    load: () => {},
  });
  vi.stubGlobal('Office', outlook.office('taskpane'));
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds: number) => clock.setTimeout(run, milliseconds));
  vi.stubGlobal('clearTimeout', (id: number) => clock.clearTimeout(id));
  const asked: Asked[] = [];
  const transport: Transport = async ({ body }) => {
    const seen: Asked = JSON.parse(String(body));
    asked.push(seen);
    return { ok: true, value: { status: 200, contentType: '', etag: '', text: JSON.stringify(server(seen)) } };
  };
  const client: Client = createClient({ origin, token: async () => 't', transport });
  const calls = new OfficeCalls();
  const host = officeHost(calls, client, '1');
  return { outlook, clock, calls, asked, host, session: outlook.world.item.sessionData };
}

const file = { name: '図面.pdf', size: 3, content: 'YWJj' };
const hash = createHash('sha256').update('abc').digest('hex');

/** A pane whose file the server has seen while the mail was written. */
async function seen(server?: (asked: Asked) => ReturnType<typeof check>) {
  const pane = open({ composeType: 'reply', attachments: [file] }, server);
  const read = await pane.clock.settle(readItem(pane.calls, 1_000));
  const [first] = read.ok ? read.value.attachments : [];
  if (first === undefined) throw new Error('the draft has no file');
  pane.session.set(sessionNames.files, JSON.stringify({ [keyOf(first)]: hash }));
  pane.session.set(sessionNames.original, '["tanaka@tsubame.example"]');
  return pane;
}

describe('checking again', () => {
  test('knows what the send handler knows: whom the mail answers, and files that were seen', async () => {
    const { clock, host, asked, outlook } = await seen();
    expect(await clock.settle(host.checkAgain())).toMatchObject({ ok: true, value: { decision: 'send' } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ intent: 'send', original: ['tanaka@tsubame.example'] });
    expect(asked[0]?.attachments).toEqual([expect.objectContaining({ name: '図面.pdf', sha256: hash })]);
    outlook.quirks.assertClean();
  });

  test('sends small files whole to a server that forgot them', async () => {
    const { clock, host, asked } = await seen((one) =>
      one.attachments?.[0]?.content === undefined ? check('ask', { needsContent: [file.name] }) : check('send'),
    );
    expect(await clock.settle(host.checkAgain())).toMatchObject({ ok: true, value: { decision: 'send' } });
    expect(asked.map((one) => one.attachments?.[0]?.content)).toEqual([undefined, 'YWJj']);
    expect(asked[1]).toMatchObject({ original: ['tanaka@tsubame.example'] });
  });
});

describe('what the pane is for', () => {
  test.each<[string, Occasion | undefined]>([
    ['{"check":"c1"}', { kind: 'check', id: 'c1' }],
    ['{"compose":"1"}', { kind: 'draft' }],
    ['{"check":""}', undefined],
    ['', undefined],
  ])('%s', async (data, want) => {
    const { outlook, clock, host } = open({});
    if (data !== '') outlook.runCommand(paneButton(), data);
    expect(await clock.settle(host.occasion())).toEqual(want);
  });

  test('an open pane is told of another one', async () => {
    const { outlook, clock, host } = open({});
    outlook.runCommand(paneButton(), '{"check":"c1"}');
    const heard: Occasion[] = [];
    host.onOccasion((occasion) => heard.push(occasion));
    await clock.advance(10);
    for (const data of ['{"compose":"1"}', '{"check":""}', '{"check":"c2"}']) outlook.runCommand(paneButton(), data);
    expect(heard).toEqual([{ kind: 'draft' }, { kind: 'check', id: 'c2' }]);
  });
});
