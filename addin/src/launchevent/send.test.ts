import { beforeAll, describe, expect, it } from 'vitest';
import { profiles } from '../../playground/office';
import { alertLimit, labelLimit } from '../check';
import { alertOf, answering, check, finding, json, keptPolicy, problem } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type OfficeOptions, openOffice } from './testing/post-office';
import { buttons, ids, press } from './testing/sending';

let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

const send = (options: OfficeOptions) => press(script, options);

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
      attachments: [{ name: '見積.txt', size: 3 }],
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
