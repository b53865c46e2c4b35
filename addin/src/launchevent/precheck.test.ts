import { beforeAll, describe, expect, it } from 'vitest';
import { type ProfileId, profiles } from '../../playground/office';
import { check, json, signedPolicy } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type Asks, fileServer, hashOf } from './testing/file-server';
import { type Answer, type Office, type OfficeOptions, openOffice, type Seen } from './testing/post-office';

const ids = Object.keys(profiles) as ProfileId[];
let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

const line = (severity: 'danger' | 'warning' | 'info', text: string) => ({ severity, text, targets: [], more: 0 });

/** A server whose rules ask for texts, and which finds `said` once it has seen all. */
function server(said: string, asks: Asks = 'text') {
  const says = (seen: boolean, parts: object) =>
    check('ask', { alert: { lines: [line('warning', seen ? said : 'not seen')], more: 0 }, ...parts });
  return fileServer({ asks, says }).answer;
}

async function write(options: OfficeOptions): Promise<Office> {
  const office = openOffice(script, { kept: { 'sekisho.token': 't' }, ...options });
  office.host.open();
  await office.clock.advance(5_000);
  return office;
}

const file = { attachments: [{ name: '図面.pdf', size: 3, content: 'YWJj' }] };
const bar = (office: Office) =>
  [...office.host.world.item.notifications.values()].map((one) => (one as { message: string }).message);
const paths = (office: Office) => office.seen.map((request) => request.path);

describe.each(ids)('in %s', (profile) => {
  it.each(['message', 'appointment'] as const)('gives the server what it wants to see of a %s, once', async (kind) => {
    const office = await write({ profile, draft: { kind, ...file }, server: server('中身を見た') });
    office.host.quirks.assertClean();
    const uploads = () => paths(office).filter((path) => path.startsWith('/v1/uploads'));
    expect(uploads()).toEqual(['/v1/uploads?encoding=base64']);
    expect(bar(office)).toEqual(['関所：中身を見た']);
    await office.clock.settle(office.host.send());
    expect(uploads()).toHaveLength(1);
    const last = office.seen.filter((request) => request.path === '/v1/checks').pop();
    expect(last?.body).toMatchObject({
      intent: 'send',
      attachments: [{ name: '図面.pdf', size: 3, sha256: hashOf('YWJj') }],
    });
    office.host.quirks.assertClean();
  });
});

describe('while a mail is written', () => {
  const ok = (request: Seen): Answer =>
    request.path === '/v1/policy'
      ? json(signedPolicy('block'), { etag: '"7"' })
      : json(check('send', { alert: { lines: [], more: 0 } }));
  const checks = (office: Office) => office.seen.filter((request) => request.path === '/v1/checks');

  it('takes the line away when there is nothing to say any more', async () => {
    const office = await write({ server: server('似たドメイン') });
    expect(bar(office)).toEqual(['関所：似たドメイン']);
    office.server = ok;
    office.host.draft.cc.push({ address: 'in@akatsuki.example' });
    office.host.edited();
    await office.clock.advance(5_000);
    expect(bar(office)).toEqual([]);
    office.host.quirks.assertClean();
  });

  it('opens the pane for the mail as it is then: a check while writing cannot be confirmed', async () => {
    const office = await write({ server: server('似たドメイン') });
    const [line] = [...office.host.world.item.notifications.values()] as { actions?: { contextData: string }[] }[];
    expect(JSON.parse(line?.actions?.[0]?.contextData ?? '')).toEqual({ compose: '1' });
  });

  it('checks once for changes that come together', async () => {
    const office = await write({ server: ok });
    const before = checks(office).length;
    for (const name of ['a', 'b', 'c']) {
      office.host.draft.to.push({ address: `${name}@tsubame.example` });
      office.host.edited();
      await office.clock.advance(50);
    }
    await office.clock.advance(5_000);
    // the classic runtime is one for each event; pages of one window share theirs
    expect(checks(office).length - before).toBeGreaterThan(0);
    expect(checks(office).length - before).toBeLessThanOrEqual(3);
    const last = checks(office)[checks(office).length - 1];
    expect(last?.body.recipients).toHaveLength(4);
    office.host.quirks.assertClean();
  });

  it('remembers whom a reply began with', async () => {
    const office = await write({ server: ok, draft: { composeType: 'reply' } });
    office.host.draft.to.push({ address: 'new@midori.example' });
    office.host.edited();
    await office.clock.advance(5_000);
    expect(checks(office).pop()?.body.original).toEqual(['tanaka@tsubame.example']);
    await office.clock.settle(office.host.send());
    expect(checks(office).pop()?.body).toMatchObject({ intent: 'send', original: ['tanaka@tsubame.example'] });
  });

  const sentHashes = (office: Office) =>
    ((checks(office).pop()?.body.attachments ?? []) as { name: string; sha256?: string }[]).map((one) => one.sha256);
  const other = { name: '図面.pdf', size: 3, content: 'eHl6' };

  it('knows nothing of a file that took the place of another', async () => {
    const office = await write({ draft: file, server: server('見た') });
    office.host.draft.attachments.splice(0, 1);
    office.host.edited();
    office.host.draft.attachments.push(other);
    office.host.edited();
    await office.clock.advance(5_000);
    await office.clock.settle(office.host.send());
    expect(sentHashes(office)).toEqual([hashOf('eHl6')]);
    office.host.quirks.assertClean();
  });

  const gone = ids.flatMap((profile) => (['text', 'marks'] as const).map((asks) => [profile, asks] as const));
  it.each(gone)('keeps no hash of a file that went while it was given: %s, %s', async (profile, asks) => {
    const two = [
      { name: 'big.zip', size: 6, content: 'YmlnYmln' },
      { name: 'clean.docx', size: 3, content: 'YWJj' },
      { name: 'secret.xlsx', size: 9, content: 'c2VjcmV0eHl6' },
    ];
    const known = server('見た', asks);
    const office = openOffice(script, {
      profile,
      kept: { 'sekisho.token': 't' },
      draft: { attachments: two },
      server: (request) => {
        const answer = known(request);
        const slow = request.path.startsWith('/v1/uploads') || request.text.includes('"head"');
        return slow && typeof answer === 'object' ? { ...answer, after: 2_000 } : answer;
      },
    });
    office.host.open();
    await office.clock.advance(1_000);
    office.host.draft.attachments.splice(0, 1);
    office.host.edited();
    await office.clock.advance(30_000);
    await office.clock.settle(office.host.send());
    const want: Record<string, string> = { 'clean.docx': hashOf('YWJj'), 'secret.xlsx': hashOf('c2VjcmV0eHl6') };
    for (const one of (checks(office).pop()?.body.attachments ?? []) as { name: string; sha256?: string }[]) {
      expect([one.name, one.sha256 ?? want[one.name]]).toEqual([one.name, want[one.name]]);
    }
    office.host.quirks.assertClean();
  });

  it('keeps no hash of two files that look alike', async () => {
    const office = await write({ draft: { attachments: [...file.attachments, other] }, server: server('見た') });
    expect(sentHashes(office)).toEqual([undefined, undefined]);
    office.host.quirks.assertClean();
  });

  it('says nothing and stops nothing without a server', async () => {
    const office = await write({ server: () => 'down' });
    expect(bar(office)).toEqual([]);
    office.host.quirks.assertClean();
  });
});
