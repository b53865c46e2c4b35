import { parse } from 'acorn';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ProfileId, profiles } from '../../playground/office';
import { alertLimit, labelLimit } from '../check';
import { alertOf, answering, check, finding, json, keptPolicy, problem } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type Answer, type Office, type OfficeOptions, openOffice } from './testing/post-office';

const ids = Object.keys(profiles) as ProfileId[];
let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

async function send(options: OfficeOptions): Promise<Office> {
  const office = openOffice(script, options);
  await office.clock.settle(office.host.send());
  return office;
}

const buttons = ({ host }: Office) => host.alert?.buttons.map((button) => button.kind) ?? [];

describe('the script', () => {
  it('is one classic script of ES2016, within its size', () => {
    expect(() => parse(script, { ecmaVersion: 7, sourceType: 'script' })).not.toThrow();
    expect(script.length).toBeLessThanOrEqual(60_000);
  });

  it('names nothing that only a page has', () => {
    const words = [
      'document',
      'localStorage',
      'sessionStorage',
      'window',
      'import(',
      'globalThis',
      'AbortController',
      'btoa',
      'URL(',
    ];
    expect(words.filter((word) => new RegExp(`\\b${word.replace('(', '\\(')}`).test(script))).toEqual([]);
  });

  it('associates the names of the manifest, and has one place for its origin', () => {
    const names = [...script.matchAll(/Office\.actions\.associate\([`'"](\w+)/g)].map((match) => match[1]);
    expect(names.slice(0, 2)).toEqual(['onMessageSendHandler', 'onAppointmentSendHandler']);
    for (const name of ['onNewMessageCompose', 'onMessageAttachmentsChanged', 'onAppointmentAttendeesChanged']) {
      expect(script).toContain(`${name}Handler`);
    }
    expect(script.split('https://sekisho-origin.invalid')).toHaveLength(2);
  });
});

describe.each(ids)('in %s', (profile) => {
  it('lets go what may go, and asks with the whole draft', async () => {
    const office = await send({
      profile,
      kept: { 'sekisho.token': 'dev-token' },
      server: answering(json(check('send'))),
      draft: {
        bcc: [{ address: 'b@akatsuki.example' }],
        attachments: [{ name: '見積.txt', size: 3, content: 'YWJj' }],
      },
    });
    expect(office.host.status).toBe('sent');
    office.host.quirks.assertClean();
    const asked = office.seen.find((request) => request.path === '/v1/checks');
    expect(asked?.headers.Authorization).toBe('Bearer dev-token');
    expect(asked?.body).toMatchObject({
      intent: 'send',
      from: { address: 'hoshino@akatsuki.example' },
      account: 'hoshino@akatsuki.example',
      recipients: [
        { address: 'tanaka@tsubame.example', name: '田中', field: 'to' },
        { address: 'b@akatsuki.example', field: 'bcc' },
      ],
      subject: '見積の件',
      body: 'お世話になっております。',
      kind: 'mail',
      attachments: [{ name: '見積.txt', size: 3, content: 'YWJj' }],
      language: 'ja',
    });
    expect(asked?.body).not.toHaveProperty('incomplete');
  });

  it('asks for the checklist and tells the pane which', async () => {
    const verdict = {
      findings: [finding('recipient.external', { severity: 'info', recipients: ['tanaka@tsubame.example'] })],
    };
    const office = await send({ profile, server: answering(json(check('ask', {}, verdict))) });
    office.host.quirks.assertClean();
    expect(office.host.alert?.message).toContain('tanaka@tsubame.example');
    const { action } = profiles[profile].alert;
    const command = { controlId: 'sekishoMessagePane', contextData: '{"check":"chk_1"}' };
    expect(office.host.alert?.command).toEqual(action === 'none' ? undefined : command);
    expect(buttons(office)).toEqual(action === 'take-action' ? ['take-action', 'dont-send'] : ['dont-send']);
    expect(office.host.alert?.buttons[0]?.label).toBe(action === 'none' ? '送信しない' : '確認する');
  });

  it('refuses with the reason and without a way round it', async () => {
    const alert = alertOf([], ['私用アドレスには添付できません。']);
    const office = await send({ profile, server: answering(json(check('refuse', { alert }))) });
    office.host.quirks.assertClean();
    expect([office.host.alert?.command, buttons(office)]).toEqual([undefined, ['dont-send']]);
    expect(office.host.alert?.message).toContain('私用アドレスには添付できません。');
  });

  it('keeps the texts within their limits for hundreds of findings in both languages', async () => {
    const recipients = Array.from(
      { length: 400 },
      (_, index) => `someone.with.a.long.name.${index}@very-long-sub-domain.tsubame.example`,
    );
    const findings = Array.from({ length: 300 }, (_, index) =>
      finding('recipient.look-alike', { recipients, args: { known: `k${index}.example` }, severity: 'danger' }),
    );
    for (const displayLanguage of ['ja-JP', 'en-US', 'fr-FR']) {
      const office = await send({ profile, displayLanguage, server: answering(json(check('ask', {}, { findings }))) });
      office.host.quirks.assertClean();
      expect(office.host.alert?.message.length).toBeLessThanOrEqual(alertLimit);
      expect(office.host.alert?.message).toContain(displayLanguage === 'ja-JP' ? 'ほか' : 'and ');
      expect(office.host.alert?.buttons[0]?.label.length).toBeLessThanOrEqual(labelLimit);
    }
  });

  const failures: readonly [string, Answer][] = [
    ['nothing', 'down'],
    ['silence', 'silent'],
    ['an answer after 4 s', json(check('send'), { after: 4_000 })],
    ['401', problem(401, 'unauthorized')],
    ['429', problem(429, 'too-many-requests')],
    ['408', problem(408, 'timeout')],
    ['500', problem(500, 'internal')],
    ['the page of a proxy', { status: 200, text: '<html>Sign in</html>' }],
    ['an answer of another shape', json({ decision: 'send' })],
  ];

  it.each(failures)('decides by the kept policy when the server gives %s', async (_, answer) => {
    for (const [unreachable, want] of [
      ['allow', 'sent'],
      ['confirm', 'alert'],
      ['block', 'alert'],
    ] as const) {
      const office = await send({ profile, kept: keptPolicy(unreachable), server: () => answer });
      office.host.quirks.assertClean();
      expect(office.host.status, unreachable).toBe(want);
      expect(office.clock.now()).toBeLessThan(5_000);
      const mayGo = unreachable === 'confirm' && profiles[profile].alert.sendModeOverride;
      expect(buttons(office).indexOf('send-anyway') >= 0, unreachable).toBe(mayGo);
      if (want === 'alert') {
        expect(office.host.alert?.message).toContain('tanaka@tsubame.example');
      }
    }
  });

  it.each([
    ['never had one', {}],
    ['has an old one', keptPolicy('allow', '2026-11-22T08:00:00Z')],
    ['has a broken one', { 'sekisho.policy': '{"signed":{"policy":{"unreachable":"allow"}}}' }],
  ])('stops everything when the server is away and it %s', async (_, kept) => {
    const office = await send({ profile, kept, server: () => 'down' });
    office.host.quirks.assertClean();
    expect(office.host.alert?.message).toContain('まだポリシーを受け取っていない');
    const pane = profiles[profile].alert.action === 'none' ? undefined : 'sekishoMessagePane';
    expect(office.host.alert?.command?.controlId).toBe(pane);
    expect(buttons(office)).not.toContain('send-anyway');
  });

  const apis = [
    'to.getAsync',
    'bcc.getAsync',
    'from.getAsync',
    'subject.getAsync',
    'body.getAsync',
    'getAttachmentsAsync',
    'getAttachmentContentAsync',
    'getComposeTypeAsync',
    'internetHeaders.setAsync',
    'sessionData.getAsync',
    'storage',
  ];

  it.each(apis)('answers once and in time when %s goes wrong', async (api) => {
    for (const kind of ['fail', 'hang', 'throw', 'delay'] as const) {
      const draft = { attachments: [{ name: 'a.txt', size: 3, content: 'YWJj' }] };
      const office = openOffice(script, {
        profile,
        draft,
        kept: keptPolicy('block'),
        server: answering(json(check('send', { pass: 'p.p.p' }))),
      });
      office.host.faults.inject(api, { kind, message: 'injected', milliseconds: 9_000 });
      const status = await office.clock.settle(office.host.send());
      office.host.quirks.assertClean();
      expect(office.clock.now(), kind).toBeLessThan(5_000);
      const needed = ['to.getAsync', 'bcc.getAsync', 'getAttachmentsAsync'].indexOf(api) >= 0;
      expect(status, kind).toBe(needed ? 'alert' : 'sent');
      await office.clock.advance(400_000);
      office.host.quirks.assertClean();
    }
  });
});

describe.each(ids)('what the server would not check, in %s', (profile) => {
  it.each([
    [403, 'sender-foreign', '差出人が組織のアドレスではありません'],
    [413, 'too-large', '多すぎて確認できません'],
    [400, 'draft-invalid', 'draft-invalid'],
  ])('stays, whatever the policy says of outages: %i', async (status, code, words) => {
    for (const unreachable of ['allow', 'confirm', 'block'] as const) {
      const office = await send({ profile, kept: keptPolicy(unreachable), server: () => problem(status, code) });
      office.host.quirks.assertClean();
      expect(office.host.alert?.message).toContain(words);
      expect(buttons(office)).toEqual(['dont-send']);
      expect(office.kept.has('sekisho.missed')).toBe(false);
    }
  });
});

describe('the worst day', () => {
  const hung = [
    'from.getAsync',
    'subject.getAsync',
    'body.getAsync',
    'getAttachmentContentAsync',
    'sessionData.getAsync',
  ];
  const slow = (profile: ProfileId, server: (request: { path: string }) => Answer) => {
    const office = openOffice(script, {
      profile,
      kept: keptPolicy('confirm'),
      draft: { attachments: [{ name: 'a.txt', size: 3, content: 'YWJj' }] },
      server,
    });
    for (const api of hung) {
      office.host.faults.inject(api, { kind: 'hang' });
    }
    for (const api of ['to.getAsync', 'cc.getAsync', 'bcc.getAsync', 'getAttachmentsAsync', 'storage']) {
      office.host.faults.inject(api, { kind: 'delay', milliseconds: 290 });
    }
    return office;
  };

  it.each(ids)('is over before Outlook complains: %s, and the server is silent', async (profile) => {
    const office = slow(profile, () => 'silent');
    await office.clock.settle(office.host.send());
    office.host.quirks.assertClean();
    expect(office.clock.now()).toBeLessThan(4_900);
    expect(office.clock.now()).toBeGreaterThan(2_600);
  });

  it.each(ids)('is over before Outlook complains: %s, and everything comes at the last moment', async (profile) => {
    const office = slow(profile, () => json(check('send', { pass: 'h.p.s' }), { after: 2_590 }));
    office.host.faults.inject('internetHeaders.setAsync', { kind: 'hang' });
    expect(await office.clock.settle(office.host.send())).toBe(office.host.status);
    office.host.quirks.assertClean();
    expect(office.clock.now()).toBeLessThan(4_900);
  });
});

describe('in a message', () => {
  it('stamps the pass where there is one, and only there', async () => {
    const stamped = await send({ server: answering(json(check('send', { pass: 'h.p.s' }))) });
    expect(stamped.host.draft.headers).toEqual({ 'X-Sekisho-Pass': 'h.p.s' });
    const plain = await send({ server: answering(json(check('send'))) });
    expect(plain.host.draft.headers).toEqual({});
  });

  it.each(['subject.getAsync', 'body.getAsync', 'from.getAsync'])('says that %s did not come', async (api) => {
    const office = openOffice(script, { server: answering(json(check('send'))) });
    office.host.faults.inject(api, { kind: 'hang' });
    await office.clock.settle(office.host.send());
    expect(office.seen.find((request) => request.path === '/v1/checks')?.body.incomplete).toBe(true);
  });

  it('says that a field may hold more than Outlook gives', async () => {
    const people = Array.from({ length: 600 }, (_, index) => ({ address: `p${index}@akatsuki.example` }));
    for (const [profile, want] of [
      ['classic-2412', true],
      ['web', undefined],
      ['mac', undefined],
    ] as const) {
      const office = await send({ profile, draft: { to: people }, server: answering(json(check('send'))) });
      expect(office.seen.find((request) => request.path === '/v1/checks')?.body.incomplete, profile).toBe(want);
    }
  });

  it('tells the sender to sign in where the server says so', async () => {
    const office = await send({
      displayLanguage: 'en-US',
      kept: keptPolicy('block'),
      server: () => problem(401, 'unauthorized'),
    });
    expect(office.host.alert?.message).toContain('not signed in');
    expect(office.host.alert?.buttons[0]).toEqual({ kind: 'take-action', label: 'Sign in' });
  });

  it.each([
    ['item', 'Office.context.mailbox.item = undefined;', 'まだポリシーを'],
    [
      'requirement sets',
      "Office.context.platform = 'PC'; Office.context.requirements = undefined;",
      'Something went wrong inside',
    ],
    ['context', 'Office.context = undefined;', '内部で問題'],
  ])('answers without %s', async (_, broken, text) => {
    const office = openOffice(broken + script, { server: answering(json(check('send'))) });
    await office.clock.settle(office.host.send());
    office.host.quirks.assertClean();
    expect(office.host.alert?.message).toContain(text);
  });
});

describe('a second press', () => {
  const options: OfficeOptions = { profile: 'classic-2206', kept: keptPolicy('confirm'), server: () => 'down' };
  const press = (office: Office) => office.clock.settle(office.host.send());

  it('sends where Outlook has no button for it', async () => {
    const office = openOffice(script, options);
    expect(await press(office)).toBe('alert');
    expect(office.host.alert?.message).toContain('10分以内に');
    await office.clock.advance(599_000);
    expect(await press(office)).toBe('sent');
  });

  it('is no answer when it comes at once: nobody has read the alert', async () => {
    const office = openOffice(script, options);
    await press(office);
    expect(await press(office)).toBe('alert');
    await office.clock.advance(1_500);
    expect(await press(office)).toBe('sent');
  });

  it('is asked for again after ten minutes', async () => {
    const office = openOffice(script, options);
    await press(office);
    await office.clock.advance(601_000);
    expect(await press(office)).toBe('alert');
  });

  it.each([
    ['a recipient', (office: Office) => void office.host.draft.cc.push({ address: 'x@tsubame.example' })],
    ['a field', (office: Office) => void office.host.draft.bcc.push(...office.host.draft.to.splice(0))],
    ['the subject', (office: Office) => void Object.assign(office.host.draft, { subject: '別件' })],
    ['the body', (office: Office) => void Object.assign(office.host.draft.body, { text: 'ほかの本文' })],
    ['a file', (office: Office) => void office.host.draft.attachments.push({ name: 'a.txt', size: 1 })],
  ])('does not count for a draft with another %s', async (_, edit) => {
    const office = openOffice(script, options);
    await press(office);
    edit(office);
    expect(await press(office)).toBe('alert');
  });
});

describe('a meeting', () => {
  const draft = {
    kind: 'appointment' as const,
    cc: [{ address: 'o@tsubame.example' }],
    rooms: [{ address: 'room@akatsuki.example' }],
  };

  it('is checked with rooms, and gets no header', async () => {
    const office = await send({ draft, server: answering(json(check('send', { pass: 'h.p.s' }))) });
    expect(office.host.status).toBe('sent');
    office.host.quirks.assertClean();
    expect(office.seen.find((request) => request.path === '/v1/checks')?.body).toMatchObject({
      kind: 'meeting',
      recipients: [
        { field: 'required' },
        { field: 'optional' },
        { address: 'room@akatsuki.example', field: 'resource' },
      ],
    });
    expect(office.host.draft.headers).toEqual({});
  });

  it('opens the pane of meetings', async () => {
    const office = await send({ draft, server: answering(json(check('ask'))) });
    expect(office.host.alert?.command?.controlId).toBe('sekishoMeetingPane');
  });
});

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

describe('what the body holds', () => {
  it('goes along: links, files in the cloud, lists', async () => {
    const office = await send({
      server: answering(json(check('send'))),
      draft: {
        to: [{ address: 'all@akatsuki.example', type: 'distributionList' }],
        body: { text: 'こちら', html: '<a href="https://share.example/1">こちら</a>' },
        attachments: [{ name: '図面.pdf', size: 9, kind: 'cloud', url: 'https://cloud.example/2' }],
      },
    });
    expect(office.seen.find((request) => request.path === '/v1/checks')?.body).toMatchObject({
      recipients: [{ address: 'all@akatsuki.example', field: 'to', list: true }],
      links: [
        { text: '図面.pdf', url: 'https://cloud.example/2' },
        { text: 'こちら', url: 'https://share.example/1' },
      ],
      attachments: [],
    });
  });
});
