import type { Draft, OutlookHost } from '../../../addin/playground/office/index.ts';
import { composing } from './composing.ts';
import { failing } from './failing.ts';
import {
  colleague,
  confirmLast,
  eventually,
  must,
  openPane,
  openWindow,
  outsider,
  rival,
  type Stage,
  sender,
  sentDraft,
  want,
} from './stage.ts';

/** A cell's column: what is played. It throws where the add-in does not what the design asks, or breaks a rule of Outlook. */
export type Scenario = (stage: Stage) => Promise<void>;

const oneCheck = (stage: Stage) => want('checks asked at Send', stage.network.checks('send').length, 1);

/** Sends to somebody outside and stands before the alert. */
async function asked(stage: Stage, parts: Partial<Draft> = {}): Promise<OutlookHost> {
  const host = openWindow(stage, { to: [{ ...outsider }], ...parts });
  want('status', await host.send(), 'alert');
  want('reason', host.alert?.reason, 'refused');
  must('a text within its limits', (host.alert?.message.length ?? 501) <= 500, host.alert?.message);
  must('no way round', host.alert?.buttons.every((one) => one.kind !== 'send-anyway') === true, host.alert?.buttons);
  return host;
}

/** Confirms in the pane and sends again, by the pane or by a second press. */
async function confirmAndSend(stage: Stage, host: OutlookHost): Promise<void> {
  await openPane(host);
  await stage.atThePane(host);
  await eventually('sent after confirming', () => host.status === 'sent', 20_000);
}

const edits: Record<string, (draft: Draft) => void> = {
  'a recipient': (draft) => void draft.cc.push({ address: 'suzuki@aoba.example' }),
  'the field of a recipient': (draft) => void draft.bcc.push(...draft.to.splice(0)),
  'the subject': (draft) => void Object.assign(draft, { subject: `${draft.subject}!` }),
  'the body': (draft) => void Object.assign(draft, { body: { text: '別の本文です。', html: '<p>別の本文です。</p>' } }),
  'a file': (draft) => void draft.attachments.push({ name: '追加.txt', size: 3, content: 'YWJj' }),
};

const plain: Record<string, Scenario> = {
  'plain send within the house': async (stage) => {
    const host = openWindow(stage);
    want('status', await host.send(), 'sent');
    oneCheck(stage);
    host.quirks.assertClean();
  },

  'ask, confirm, send again': async (stage) => {
    const host = await asked(stage);
    must('who it is', host.alert?.message.includes(outsider.address) === true, host.alert?.message);
    await confirmAndSend(stage, host);
    must('the pass', /^\S+\.\S+\.\S+$/.test(host.draft.headers['X-Sekisho-Pass'] ?? ''), host.draft.headers);
    host.quirks.assertClean();
  },

  'edit after confirmation': async (stage) => {
    for (const [what, edit] of Object.entries(edits)) {
      const host = await asked(stage);
      await confirmLast(stage);
      edit(host.draft);
      await host.press(host.alert?.buttons[0]?.kind ?? 'dont-send');
      want(`status after ${what} was edited`, await host.send(), 'alert');
      host.quirks.assertClean();
    }
  },

  'confirmed and not edited': async (stage) => {
    const host = await asked(stage);
    await confirmLast(stage);
    await host.press('dont-send');
    want('status', await host.send(), 'sent');
    host.quirks.assertClean();
  },

  refuse: async (stage) => {
    const host = openWindow(stage, { to: [{ ...rival }] });
    for (let press = 0; press < 2; press += 1) {
      want('status', await host.send(), 'alert');
      must('the reason', /競合他社/.test(host.alert?.message ?? ''), host.alert?.message);
      want(
        'buttons',
        host.alert?.buttons.map((one) => one.kind),
        ['dont-send'],
      );
      await host.press('dont-send');
    }
    host.quirks.assertClean();
  },

  'handler called twice': async (stage) => {
    for (const [to, wanted] of [
      [colleague, 'sent'],
      [outsider, 'alert'],
    ] as const) {
      const host = openWindow(stage, { to: [{ ...to }] });
      host.invocations = 2;
      want('status', await host.send(), wanted);
      await eventually('both answered', () => host.calls.length > 0);
      await stage.clock.wait(5_000);
      want('status later', host.status, wanted);
      host.quirks.assertClean();
    }
  },

  'meeting to an outsider': async (stage) => {
    const parts = { kind: 'appointment' as const, rooms: [{ address: 'room-a@minato.example', name: '会議室 A' }] };
    const host = await asked(stage, parts);
    const check = sentDraft(stage) as { kind: string; recipients: { field: string }[] };
    want('kind', check.kind, 'meeting');
    want(
      'fields',
      check.recipients.map((one) => one.field),
      ['required', 'resource'],
    );
    await confirmAndSend(stage, host);
    want('headers', host.draft.headers, {});
    host.quirks.assertClean();
  },

  'update of a meeting': async (stage) => {
    const host = await asked(stage, { kind: 'appointment', update: true, start: 'draft', cc: [{ ...colleague }] });
    await confirmAndSend(stage, host);
    host.quirks.assertClean();
  },

  'shared mailbox': async (stage) => {
    const owner = 'sales@minato.example';
    const shared = { kind: 'mailbox' as const, owner };
    const host = openWindow(stage, { from: { address: owner, name: '営業部' }, shared });
    const status = await host.send();
    if (stage.profile.mailbox < 1.13) {
      want('not asked at all', [status, host.unasked], ['sent', 'shared-folder']);
      return;
    }
    const { from, account } = sentDraft(stage) as { from: { address: string }; account: string };
    want('who sends, for whom', [from.address, account], [owner, sender.address]);
    must('an answer', status === 'sent' || host.alert?.reason === 'refused', host.alert);
    host.quirks.assertClean();
  },

  'distribution list': async (stage) => {
    const list = { address: 'all@hokuto.example', name: '北斗 全員', type: 'distributionList' as const };
    const host = await asked(stage, { to: [list] });
    const [check] = stage.network.checks('send');
    const { recipients } = sentDraft(stage) as { recipients: { list?: boolean }[] };
    want('said to be a list', recipients[0]?.list, true);
    must('a finding', JSON.stringify(check?.answer).includes('recipient.unexpanded-list'), check?.answer);
    host.quirks.assertClean();
  },

  'cloud attachment': async (stage) => {
    const [listed, shared] = ['a', 'b'].map(
      (name) => `https://minato-my.sharepoint.example/personal/sato/${name}.xlsx`,
    );
    const html = `<p>どうぞ。<a href="${shared}">b.xlsx</a></p>`;
    const host = openWindow(stage, {
      attachments: [
        { name: 'a.xlsx', size: 10, kind: 'cloud', url: listed ?? '' },
        { name: 'b.xlsx', size: 10, unlisted: true },
      ],
      body: { text: 'どうぞ。b.xlsx', html },
    });
    want('status', await host.send(), 'sent');
    const { links = [] } = sentDraft(stage) as { links?: { url: string }[] };
    want('links, of the list and of the body', links.map((one) => one.url).sort(), [listed, shared]);
    host.quirks.assertClean();
  },
};

/** Every path, by its name. */
export const scenarios: Readonly<Record<string, Scenario>> = { ...plain, ...failing, ...composing };
