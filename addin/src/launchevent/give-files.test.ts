import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ProfileId, profiles } from '../../playground/office';
import { buildLaunchEvent } from './testing/bundle';
import { type Asks, type FileServer, type FileServerOptions, fileServer, hashOf } from './testing/file-server';
import { type Office, openOffice } from './testing/post-office';

const ids = Object.keys(profiles) as ProfileId[];
const ends = 2 * 65_559;
let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

/** A file with contents of its own. */
function file(name: string, size: number) {
  return { name, size, content: randomBytes(size).toString('base64') };
}

async function write(
  server: FileServer,
  attachments: readonly ReturnType<typeof file>[],
  profile: ProfileId = 'web',
): Promise<Office> {
  const office = openOffice(script, {
    profile,
    kept: { 'sekisho.token': 't' },
    draft: { attachments: [...attachments] },
    server: server.answer,
  });
  office.host.open();
  await office.clock.advance(5_000);
  return office;
}

const checks = (office: Office) => office.seen.filter(({ path }) => path === '/v1/checks');
const lastFiles = (office: Office) => (checks(office).pop()?.body.attachments ?? []) as Record<string, unknown>[];

describe.each(ids)('what leaves of files by what rules ask, in %s', (profile) => {
  const big = file('図面.zip', 999_999);
  const expected: readonly [Asks, { uploaded: number; inline: number; ends: number }][] = [
    ['nothing', { uploaded: 0, inline: 0, ends: 0 }],
    ['marks', { uploaded: 0, inline: 0, ends: ends + 1_000 }],
    ['text', { uploaded: 1_000_999, inline: 0, ends: 0 }],
  ];
  it.each(expected)('%s', async (asks, came) => {
    const server = fileServer({ asks });
    const office = await write(server, [big, file('small.csv', 1_000)], profile);
    expect(server.came).toEqual(came);
    const before = checks(office).length;
    expect(await office.clock.settle(office.host.send())).toBe('sent');
    expect(server.came, 'while sending').toEqual(came);
    expect(checks(office).length - before, 'requests while sending').toBe(1);
    const hash = asks === 'nothing' ? undefined : hashOf(big.content);
    expect(lastFiles(office)[0]).toEqual({ name: '図面.zip', size: 999_999, ...(hash ? { sha256: hash } : {}) });
    office.host.quirks.assertClean();
  });
});

describe('the whole of a file', () => {
  const doc = file('規程.docx', 399_999);

  it('goes where a rule asks what it is, if head and tail did not tell', async () => {
    const server = fileServer({ asks: 'marks', tells: (name) => !name.endsWith('.docx') });
    const office = await write(server, [doc, file('photo.jpg', 399_999)]);
    expect(server.came).toEqual({ uploaded: 399_999, inline: 0, ends: 2 * ends });
    await office.clock.settle(office.host.send());
    expect(server.came.uploaded).toBe(399_999);
    office.host.quirks.assertClean();
  });

  it('goes at once, with one hash before it, to a server that only says whose content it needs', async () => {
    const server = fileServer({ asks: 'marks', old: true });
    await write(server, [doc]);
    expect(server.came).toEqual({ uploaded: 399_999, inline: 0, ends: 0 });
  });

  it('of more than 35 MB stays', async () => {
    const server = fileServer({ asks: 'text' });
    await write(server, [{ name: 'film.mov', size: 35_000_001, content: 'YWJj' }]);
    expect(server.came).toEqual({ uploaded: 0, inline: 0, ends: 0 });
  });

  it('that is not what its hash says is not named by it', async () => {
    const server = fileServer({ asks: 'text' });
    const office = await write(server, [doc]);
    expect(lastFiles(office)[0]?.sha256).toBe(hashOf(doc.content));
  });
});

describe('never twice', () => {
  const options: FileServerOptions[] = [{ asks: 'text' }, { asks: 'marks' }, { asks: 'marks', tells: () => false }];

  it.each(options)('of one mail, however often it changes, and at sending: %o', async (how) => {
    const server = fileServer(how);
    const office = await write(server, [file('a.zip', 300_000)]);
    const once = { ...server.came };
    expect(once.uploaded + once.ends).toBeGreaterThan(0);
    for (const name of ['b', 'c']) {
      office.host.draft.to.push({ address: `${name}@tsubame.example` });
      office.host.edited();
      await office.clock.advance(5_000);
    }
    await office.clock.settle(office.host.send());
    expect(server.came).toEqual(once);
  });

  it.each(options)('of two mails with the same file: the hash is asked for first: %o', async (how) => {
    const server = fileServer(how);
    const logo = file('logo.png', 50_000);
    await write(server, [logo]);
    const once = { ...server.came };
    await write(server, [logo]);
    expect(server.came).toEqual(once);
  });

  it('but again for a server that forgot it: its ends, not all of it', async () => {
    const server = fileServer({ asks: 'marks' });
    const office = await write(server, [file('a.zip', 3_000_000)]);
    server.restart();
    office.host.draft.to.push({ address: 'b@tsubame.example' });
    office.host.edited();
    await office.clock.advance(5_000);
    expect(server.came).toEqual({ uploaded: 0, inline: 0, ends: 2 * ends });
  });
});

it('the ends of many files go a few at a time, within 2 MiB a request', async () => {
  const server = fileServer({ asks: 'marks' });
  const office = await write(
    server,
    Array.from({ length: 12 }, (_, index) => file(`${index}.zip`, 199_998)),
  );
  expect(server.came).toEqual({ uploaded: 0, inline: 0, ends: 12 * ends });
  expect(Math.max(...office.seen.map(({ text }) => text.length))).toBeLessThan(1_000_000);
  expect(new Set(server.hashes).size).toBe(12);
  office.host.quirks.assertClean();
});

describe('pressing Send at once', () => {
  const send = async (server: FileServer, attachments: readonly ReturnType<typeof file>[], after = 20) => {
    const office = openOffice(script, {
      kept: { 'sekisho.token': 't' },
      draft: { attachments: [...attachments] },
      server: (request) => {
        const answer = server.answer(request);
        return typeof answer === 'string' ? answer : { ...answer, after };
      },
    });
    await office.clock.settle(office.host.send());
    office.host.quirks.assertClean();
    return office;
  };
  const all = [file('small.txt', 90_000), file('middle.zip', 499_998), file('large.zip', 2_000_000)];

  it('reads nothing where no rule asks', async () => {
    const server = fileServer({ asks: 'nothing' });
    expect(checks(await send(server, all))).toHaveLength(1);
    expect(server.came).toEqual({ uploaded: 0, inline: 0, ends: 0 });
  });

  it('gives the ends of small files where a rule asks what they are', async () => {
    const server = fileServer({ asks: 'marks' });
    expect(checks(await send(server, all))).toHaveLength(2);
    expect(server.came).toEqual({ uploaded: 0, inline: 0, ends: 90_000 + ends });
  });

  it('gives small files whole where a rule asks for their text, and uploads nothing', async () => {
    const server = fileServer({ asks: 'text' });
    await send(server, [file('small.txt', 90_000), file('large.zip', 2_000_000)]);
    expect(server.came).toEqual({ uploaded: 0, inline: 90_000, ends: 0 });
  });

  it('leaves it at the first answer when that took its time', async () => {
    const server = fileServer({ asks: 'text' });
    expect(checks(await send(server, all, 2_100))).toHaveLength(1);
  });

  it('asks once where what is needed cannot be read', async () => {
    const server = fileServer({ asks: 'marks' });
    expect(checks(await send(server, [file('large.zip', 2_000_000)]))).toHaveLength(1);
  });
});
