import { type Check, createClient, type HttpReply, type Transport } from '@sekisho/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Draft, newDraft, OutlookHost, type ProfileId, profiles } from '../../playground/office';
import { ManualClock } from '../../playground/office/testing/manual-clock';
import type { FromDialog, ToDialog } from '../dialog/messages';
import { check, finding, keptPolicy } from '../launchevent/testing/answers';
import { manifest, origin } from '../launchevent/testing/post-office';
import { OfficeCalls } from '../office';
import { onParentMessage, tellParent } from '../office/dialog';
import { decideItemSend, type ItemSendAnswer } from './on-item-send';

afterEach(() => vi.unstubAllGlobals());

type Answers = (path: string, body: Record<string, unknown>) => unknown;
type Office = typeof globalThis.Office;

/** A window with the older on-send, and a server made of a function; what is asked of it is kept. */
function open(
  server: Answers,
  parts: { profile?: ProfileId; draft?: Partial<Draft>; kept?: Record<string, string> } = {},
) {
  const clock = new ManualClock();
  const asked: string[] = [];
  const transport: Transport = async ({ method, url, body }) => {
    const path = url.replace(origin, '');
    asked.push(`${method} ${path}`);
    const answer = server(path, body === undefined ? {} : JSON.parse(body));
    if (answer === undefined) return { ok: false, error: { kind: 'unreachable', detail: 'down' } };
    const reply: HttpReply = { status: 200, contentType: '', etag: '', text: JSON.stringify(answer) };
    return { ok: true, value: 'status' in (answer as object) ? { ...reply, ...(answer as object) } : reply };
  };
  const client = createClient({ origin, token: async () => 't', transport });
  const kept = new Map(Object.entries(parts.kept ?? {}));
  vi.stubGlobal('sekishoPage', {
    origin,
    keep: {
      getItem: async (key: string) => kept.get(key.replace('partition-1', '')) ?? null,
      setItem: async (key: string, value: string) => void kept.set(key.replace('partition-1', ''), value),
    },
  });
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds: number) => clock.setTimeout(run, milliseconds));
  vi.stubGlobal('clearTimeout', (id: number) => clock.clearTimeout(id));
  let answer: ItemSendAnswer | undefined;
  const host = new OutlookHost({
    profile: profiles[parts.profile ?? 'web'],
    manifest: { ...manifest, itemSend: 'onItemSendHandler' },
    draft: newDraft('hoshino@akatsuki.example', {
      to: [{ address: 'tanaka@tsubame.example' }, { address: 'in@akatsuki.example' }],
      subject: '見積',
      ...parts.draft,
    }),
    clock,
    displayLanguage: 'ja-JP',
    load: () => {},
    loadFunctionFile: async (room) => {
      vi.stubGlobal('Office', room.office);
      return () => async (event: { completed(options: object): void }) => {
        const tools = { calls: new OfficeCalls(), client, version: '1', now: () => Date.parse('2026-11-22T09:00:00Z') };
        answer = await decideItemSend(tools);
        event.completed({ allowEvent: answer.send });
      };
    },
  });
  const heard: ToDialog[] = [];
  /** The dialog's page, as soon as it is open. */
  const dialog = async () => {
    await clock.advance(2_000);
    const inside = host.dialogs.open?.office as unknown as Office | undefined;
    if (inside === undefined) throw new Error('no dialog is open');
    inside.context.ui.addHandlerAsync(inside.EventType.DialogParentMessageReceived, (args: { message: string }) =>
      heard.push(JSON.parse(args.message)),
    );
    const tell = async (message: FromDialog) => {
      inside.context.ui.messageParent(JSON.stringify(message));
      await clock.advance(2_000);
      return heard[heard.length - 1];
    };
    expect(await tell({ type: 'ready' })).toBe(heard[0]);
    return tell;
  };
  return { host, clock, kept, asked, heard, dialog, sending: host.send(), answer: () => answer };
}

const confirmation = { id: 'k1', check: 'chk_1', expiresAt: '2026-11-22T10:00:00Z' };
const asking = check('ask', {}, { findings: [finding('recipient.typo', { recipients: ['tanaka@tsubame.example'] })] });

/** Asks until it was confirmed. */
function server(first: Check = asking): Answers {
  let confirmed = false;
  return (path) => {
    if (path.endsWith('/confirmation')) {
      confirmed = true;
      return confirmation;
    }
    return path === '/v1/checks' ? (confirmed ? check('send', { pass: 'p.p.p' }) : first) : undefined;
  };
}

const ids = Object.keys(profiles) as ProfileId[];

describe.each(ids)('in %s', (profile) => {
  it('lets go what may go without a dialog', async () => {
    const { host, clock, sending } = open(() => check('send', { pass: 'p.p.p' }), { profile });
    expect(await clock.settle(sending)).toBe('sent');
    expect(host.draft.headers).toEqual({ 'X-Sekisho-Pass': 'p.p.p' });
    host.quirks.assertClean();
  });

  it('asks in a dialog, and sends what was confirmed', async () => {
    const { host, clock, sending, dialog, heard } = open(server(), { profile });
    const tell = await dialog();
    expect(heard[0]).toMatchObject({ type: 'check', check: { id: 'chk_1' }, language: 'ja' });
    await tell({ type: 'confirm', request: { items: [] } });
    expect(await clock.settle(sending)).toBe('sent');
    expect(host.draft.headers).toEqual({ 'X-Sekisho-Pass': 'p.p.p' });
    host.quirks.assertClean();
  });
});

describe('the dialog', () => {
  it.each(['back', 'closed'] as const)('keeps the mail: %s', async (how) => {
    const { host, clock, sending, dialog } = open(server());
    const tell = await dialog();
    if (how === 'back') await tell({ type: 'back' });
    else host.dialogs.closedByPerson();
    expect(await clock.settle(sending)).toBe('composing');
    host.quirks.assertClean();
  });

  it('changes the mail and shows what there is to say then', async () => {
    let seen: unknown;
    const { host, dialog } = open((path, body) => {
      if (path !== '/v1/checks') return undefined;
      seen = (body.recipients as { address: string }[]).map((one) => one.address);
      return asking;
    });
    const tell = await dialog();
    await tell({ type: 'fix', fix: { kind: 'remove', recipients: ['tanaka@tsubame.example'] } });
    expect([host.draft.to.map((one) => one.address), seen]).toEqual([['in@akatsuki.example'], ['in@akatsuki.example']]);
    host.quirks.assertClean();
  });

  it('does not say that the mail is as it was when only the check after a change fails', async () => {
    let down = false;
    const { dialog } = open((path) => (path === '/v1/checks' && !down ? asking : undefined));
    const tell = await dialog();
    down = true;
    const said = await tell({ type: 'fix', fix: { kind: 'remove', recipients: ['tanaka@tsubame.example'] } });
    expect(said).toEqual({ type: 'said', result: 'unsure' });
  });

  it('shows what a confirmation left out, and that a change failed', async () => {
    const missing = { items: [], questions: ['q'], words: [], reason: false };
    const { host, dialog } = open((path) =>
      path.endsWith('/confirmation')
        ? {
            status: 422,
            text: JSON.stringify({ type: 'x', title: 'x', status: 422, code: 'confirmation-incomplete', missing }),
          }
        : path === '/v1/checks'
          ? asking
          : undefined,
    );
    const tell = await dialog();
    expect(await tell({ type: 'confirm', request: { items: [] } })).toEqual({ type: 'missing', missing });
    host.faults.inject('to.getAsync', { kind: 'fail', message: 'injected' });
    expect(await tell({ type: 'fix', fix: { kind: 'remove', recipients: ['tanaka@tsubame.example'] } })).toEqual({
      type: 'said',
      result: 'failed',
    });
  });

  it('is taken away when nobody answers, before Outlook does it', async () => {
    const { host, clock, sending, dialog, answer } = open(server());
    await dialog();
    await clock.advance(281_000);
    expect([await clock.settle(sending), answer()]).toEqual(['composing', { send: false }]);
    host.quirks.assertClean();
  });

  it('hears nothing that it does not know', async () => {
    const { host, dialog, heard, asked } = open(server());
    const tell = await dialog();
    const before = asked.length;
    await tell({ type: 'format' } as unknown as FromDialog);
    await tell({ type: 'confirm' } as unknown as FromDialog);
    await tell({ type: 'send-anyway' });
    expect([heard.length, asked.length]).toEqual([1, before]);
    expect(host.status).toBe('composing');
  });

  it('says when it cannot be opened', async () => {
    const { host, clock, sending, answer } = open(server());
    host.faults.inject('displayDialogAsync', { kind: 'fail', code: 12_009 });
    expect([await clock.settle(sending), answer()]).toEqual(['composing', { send: false, notice: 'no-dialog' }]);
  });
});

describe('what the server missed', () => {
  it.each([
    ['confirm', 'send-anyway', 'sent'],
    ['confirm', 'back', 'warned'],
    ['block', 'back', 'stopped'],
  ] as const)('is written down once: %s, %s', async (unreachable, press, became) => {
    const { clock, sending, dialog, kept } = open(() => undefined, { kept: keptPolicy(unreachable) });
    const tell = await dialog();
    await tell({ type: press });
    await clock.settle(sending);
    const events: { became: string }[] = JSON.parse(kept.get('sekisho.missed') ?? '[]');
    expect(events.map((event) => event.became)).toEqual([became]);
  });
});

describe('without the server', () => {
  it.each(['web', 'classic-2206'] as const)('lets the person send where the policy lets them: %s', async (profile) => {
    const { host, clock, sending, dialog, heard } = open(() => undefined, { profile, kept: keptPolicy('confirm') });
    const tell = await dialog();
    expect(heard[0]).toMatchObject({ type: 'unchecked', mayOverride: true });
    await tell({ type: 'send-anyway' });
    expect(await clock.settle(sending)).toBe('sent');
    host.quirks.assertClean();
  });

  it('does not let them once the server has answered', async () => {
    let up = false;
    const { host, clock, sending, dialog } = open((path) => (up && path === '/v1/checks' ? asking : undefined), {
      kept: keptPolicy('confirm'),
    });
    const tell = await dialog();
    up = true;
    await tell({ type: 'fix', fix: { kind: 'remove', recipients: ['in@akatsuki.example'] } });
    await tell({ type: 'send-anyway' });
    expect(await clock.settle(sending)).toBe('composing');
    host.quirks.assertClean();
  });

  it('stops where it does not', async () => {
    const { clock, sending, dialog, heard } = open(() => undefined, { kept: keptPolicy('block') });
    const tell = await dialog();
    expect(heard[0]).toMatchObject({ type: 'unchecked', mayOverride: false });
    await tell({ type: 'send-anyway' });
    expect(await clock.settle(sending)).toBe('composing');
  });
});

describe('other origins', () => {
  it('are not heard where Outlook says who speaks: nothing is sent for them', async () => {
    const { host, clock, sending, dialog, asked } = open(server(), { profile: 'web' });
    const tell = await dialog();
    const before = asked.length;
    host.dialogs.sayToOpener(JSON.stringify({ type: 'confirm', request: { items: [] } }), 'https://evil.example');
    await clock.advance(2_000);
    expect(asked).toHaveLength(before);
    await tell({ type: 'back' });
    expect(await clock.settle(sending)).toBe('composing');
    host.quirks.assertClean();
  });

  it('are not heard in the dialog either', async () => {
    const { host, dialog, clock } = open(server(), { profile: 'web' });
    await dialog();
    vi.stubGlobal('Office', host.dialogs.open?.office);
    const heard: string[] = [];
    onParentMessage(origin, (message) => heard.push(message));
    host.dialogs.sayToDialog('"theirs"', 'https://evil.example');
    host.dialogs.sayToDialog('"ours"', origin);
    await clock.advance(100);
    expect(heard).toEqual(['"ours"']);
  });

  it('are not spoken to: a message has its recipient where that can be said', async () => {
    const { host, dialog, clock } = open(server(), { profile: 'web' });
    await dialog();
    vi.stubGlobal('Office', host.dialogs.open?.office);
    const before = host.dialogs.open;
    tellParent('https://evil.example', JSON.stringify({ type: 'back' }));
    await clock.advance(2_000);
    expect(host.dialogs.open).toBe(before);
    tellParent(origin, JSON.stringify({ type: 'back' }));
    await clock.advance(2_000);
    expect(host.dialogs.open).toBeUndefined();
  });
});
