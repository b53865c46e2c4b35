import { beforeAll, describe, expect, it } from 'vitest';
import type { ProfileId } from '../../playground/office';
import { answering, check, json, keptPolicy, problem } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type Answer, type Office, type OfficeOptions, openOffice } from './testing/post-office';
import { ids, press } from './testing/sending';

let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

const send = (options: OfficeOptions) => press(script, options);

describe('the keep', () => {
  it('takes the policy in beside the first check, and does not ask again within the hour', async () => {
    const office = openOffice(script, { profile: 'classic-2412', server: answering(json(check('ask'))) });
    await office.clock.settle(office.host.send());
    expect(office.seen.map((request) => request.path).sort()).toEqual(['/v1/checks', '/v1/policy']);
    await office.clock.settle(office.host.send());
    expect(office.seen.map((request) => request.path)).toHaveLength(3);
    office.server = () => 'down';
    await office.clock.settle(office.host.send());
    expect(office.host.alert?.message).toContain('確認できないときは送信できない');
  });

  it('asks for an old policy by its tag', async () => {
    const old = JSON.parse(keptPolicy('block')['sekisho.policy'] ?? '');
    const kept = { 'sekisho.policy': JSON.stringify({ ...old, fetchedAt: Date.parse('2026-11-21T00:00:00Z') }) };
    const office = await send({ kept, server: answering(json(check('send'))) });
    expect(office.seen.find((request) => request.path === '/v1/policy')?.headers['If-None-Match']).toBe('"7"');
  });

  it('asks for one that is from a time to come: the clock was put back', async () => {
    const old = JSON.parse(keptPolicy('block')['sekisho.policy'] ?? '');
    const kept = { 'sekisho.policy': JSON.stringify({ ...old, fetchedAt: Date.parse('2026-12-24T00:00:00Z') }) };
    const office = await send({ kept, server: answering(json(check('send'))) });
    expect(office.seen.map((request) => request.path)).toContain('/v1/policy');
  });

  it('does not wait for the policy', async () => {
    const server = (request: { path: string }): Answer =>
      request.path === '/v1/policy' ? 'silent' : json(check('send'));
    const office = await send({ server });
    expect(office.host.status).toBe('sent');
    expect(office.clock.now()).toBeLessThan(500);
  });

  it('finds the token that the pane shared with the item, and keeps it', async () => {
    const office = openOffice(script, { profile: 'classic-2412', server: answering(json(check('send'))) });
    office.host.world.item.sessionData.set('sekisho.token', 'from-the-pane');
    await office.clock.settle(office.host.send());
    expect(office.seen[0]?.headers.Authorization).toBe('Bearer from-the-pane');
    expect(office.kept.get('sekisho.token')).toBe('from-the-pane');
  });
});

describe('a token that the server refuses', () => {
  const server = (request: { path: string; headers: Readonly<Record<string, string>> }) =>
    request.headers.Authorization === 'Bearer new' ? json(check('send')) : problem(401, 'token-invalid');
  const openWith = (shared: string) => {
    const office = openOffice(script, { profile: 'classic-2412', kept: { 'sekisho.token': 'old' }, server });
    office.host.world.item.sessionData.set('sekisho.token', shared);
    return office;
  };

  it('gives way to the one that the pane shares after a new enrolment', async () => {
    const office = openWith('old');
    expect(await office.clock.settle(office.host.send())).toBe('alert');
    office.host.world.item.sessionData.set('sekisho.token', 'new');
    expect(await office.clock.settle(office.host.send())).toBe('sent');
    expect(office.kept.get('sekisho.token')).toBe('new');
    office.host.quirks.assertClean();
  });

  it('is tried again where there is no other: it may be the server that was wrong', async () => {
    const office = openWith('');
    await office.clock.settle(office.host.send());
    office.server = (request) =>
      request.headers.Authorization === 'Bearer old' ? json(check('send')) : problem(401, 'token-missing');
    expect(await office.clock.settle(office.host.send())).toBe('sent');
  });
});

describe('what writing left behind', () => {
  const hash = 'b'.repeat(64);
  const files = { sessionData: { 'sekisho.files': JSON.stringify({ 'file:3|a.txt': hash }) } };
  const draft = { attachments: [{ name: 'a.txt', size: 3, content: 'YWJj' }] };
  const openWith = (profile: ProfileId, server: OfficeOptions['server'], session: Record<string, string>) => {
    const office = openOffice(script, { profile, draft, ...(server === undefined ? {} : { server }) });
    for (const [name, value] of Object.entries(session)) {
      office.host.world.item.sessionData.set(name, value);
    }
    return office;
  };
  const asked = (office: Office) => office.seen.filter((request) => request.path === '/v1/checks');

  it.each(ids)('names files by hash and reads nothing of them: %s', async (profile) => {
    const office = openWith(profile, answering(json(check('send'))), {
      ...files.sessionData,
      'sekisho.original': '["o@tsubame.example"]',
    });
    office.host.faults.inject('getAttachmentContentAsync', { kind: 'hang' });
    await office.clock.settle(office.host.send());
    office.host.quirks.assertClean();
    expect(office.clock.now()).toBeLessThan(500);
    expect(asked(office)[0]?.body).toMatchObject({
      attachments: [{ name: 'a.txt', size: 3, sha256: hash }],
      original: ['o@tsubame.example'],
    });
  });

  it('sends the content after all when the server has forgotten the file', async () => {
    const office = openWith('web', undefined, files.sessionData);
    office.server = (request) => {
      const carries = JSON.stringify(request.body).includes('YWJj');
      return request.path === '/v1/policy'
        ? 'down'
        : json(carries ? check('send') : check('ask', { needsContent: ['a.txt'] }));
    };
    expect(await office.clock.settle(office.host.send())).toBe('sent');
    office.host.quirks.assertClean();
    expect(asked(office)).toHaveLength(2);
  });

  it('tells the server later what it decided alone, once', async () => {
    const office = openOffice(script, { profile: 'classic-2412', kept: keptPolicy('block'), server: () => 'down' });
    expect(await office.clock.settle(office.host.send())).toBe('alert');
    expect(office.kept.get('sekisho.missed')).toContain('tanaka@tsubame.example');
    office.server = (request) => (request.path === '/v1/reports' ? { status: 204, text: '' } : json(check('ask')));
    await office.clock.settle(office.host.send());
    await office.clock.advance(1_000);
    const told = office.seen.filter((request) => request.path === '/v1/reports');
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toMatchObject({
      door: { name: 'outlook' },
      mails: [
        { why: 'unreachable', became: 'stopped', recipients: ['tanaka@tsubame.example'], at: expect.any(String) },
      ],
    });
    expect(office.kept.get('sekisho.missed')).toBe('');
    await office.clock.settle(office.host.send());
    expect(office.seen.filter((request) => request.path === '/v1/reports')).toHaveLength(1);
  });
});

describe('a report that the server refuses', () => {
  const missed = (id: string) => ({
    id,
    at: '2026-11-22T08:00:00.000Z',
    why: 'unreachable',
    became: 'sent',
    from: 'hoshino@akatsuki.example',
    recipients: [],
  });
  const ids = ['mail-0001', 'mail-0002', 'mail-0003', 'mail-0004', 'mail-0005'];

  it.each([413, 400])('goes; the others are told: %i', async (status) => {
    const took: string[] = [];
    const office = openOffice(script, {
      kept: { 'sekisho.missed': JSON.stringify(ids.map(missed)) },
      server: (request) => {
        if (request.path !== '/v1/reports') return json(check('send'));
        const told = (request.body.mails as { id: string }[]).map(({ id }) => id);
        if (told.includes('mail-0003')) return problem(status, 'too-large');
        took.push(...told);
        return { status: 204, text: '' };
      },
    });
    await office.clock.settle(office.host.send());
    await office.clock.advance(5_000);
    expect(took).toEqual(ids.filter((id) => id !== 'mail-0003'));
    expect(office.kept.get('partition-1sekisho.missed')).toBe('');
  });

  it('is told as that of its own account alone, and names the account to nobody', async () => {
    const of = (id: string, account: string) => ({ ...missed(id), account });
    const theirs = of('mail-0002', 'hoshino@kaigan.example');
    const office = openOffice(script, {
      kept: { 'sekisho.missed': JSON.stringify([of('mail-0001', 'hoshino@akatsuki.example'), theirs]) },
      server: (request) => (request.path === '/v1/reports' ? { status: 204, text: '' } : json(check('send'))),
    });
    await office.clock.settle(office.host.send());
    await office.clock.advance(5_000);
    const told = office.seen.filter((request) => request.path === '/v1/reports').map((request) => request.body.mails);
    expect(told).toEqual([[missed('mail-0001')]]);
    expect(JSON.parse(office.kept.get('partition-1sekisho.missed') ?? '')).toEqual([theirs]);
  });

  it('stays where the server is only away', async () => {
    const kept = { 'sekisho.missed': JSON.stringify(ids.map(missed)) };
    const office = openOffice(script, {
      kept,
      server: (request) => (request.path === '/v1/reports' ? problem(503, 'busy') : json(check('send'))),
    });
    await office.clock.settle(office.host.send());
    await office.clock.advance(5_000);
    expect(office.kept.get('partition-1sekisho.missed')).toBe(kept['sekisho.missed']);
    expect(office.seen.filter((request) => request.path === '/v1/reports')).toHaveLength(1);
  });
});
