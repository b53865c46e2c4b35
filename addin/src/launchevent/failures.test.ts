import { beforeAll, describe, expect, it } from 'vitest';
import { type ProfileId, profiles } from '../../playground/office';
import { answering, check, json, keptPolicy, problem } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type Answer, type OfficeOptions, openOffice } from './testing/post-office';
import { buttons, ids, press } from './testing/sending';

let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

const send = (options: OfficeOptions) => press(script, options);

describe.each(ids)('in %s', (profile) => {
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
    [403, 'token-foreign', '会社のアカウントでサインインし直してください'],
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

it('does not take a proxy that finds the mail too large for an outage', async () => {
  const office = await send({ kept: keptPolicy('allow'), server: () => ({ status: 413, text: '<html>' }) });
  expect(office.host.alert?.message).toContain('多すぎて確認できません');
  expect(buttons(office)).toEqual(['dont-send']);
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
