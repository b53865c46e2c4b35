import type { OutlookHost } from '../../../addin/playground/office/index.ts';
import type { Scenario } from './scenarios.ts';
import { colleague, lookAlike, must, openWindow, outsider, type Stage, sentDraft, want } from './stage.ts';

/** The person changes the draft, and every handler that Outlook starts for it comes to its end. */
async function edit(host: OutlookHost, change: (draft: OutlookHost['draft']) => void): Promise<void> {
  change(host.draft);
  host.edited();
  await host.watch.settled();
}

/** What left the add-in since a moment. */
function since(stage: Stage, host: OutlookHost) {
  const requests = stage.network.seen.length;
  const calls = host.calls.length;
  return {
    requests: () => stage.network.seen.slice(requests),
    calls: () => host.calls.slice(calls),
  };
}

const insights = (host: OutlookHost) =>
  [...host.world.item.notifications.values()].filter((one) => String(one.type) === 'insightMessage');

/** What is done while the mail is still being written. */
export const composing: Record<string, Scenario> = {
  'pre-check, then send': async (stage) => {
    const host = openWindow(stage, { to: [] });
    host.open();
    await host.watch.settled();
    await edit(host, (draft) => void draft.to.push({ ...colleague }));
    await edit(host, (draft) => void draft.attachments.push({ name: 'a.txt', size: 3, content: 'YWJj' }));
    must('checked while composing', stage.network.checks('compose').length > 0, stage.network.seen.length);
    want('not recorded while composing', stage.network.checks('send').length, 0);
    const at = since(stage, host);
    want('status', await host.send(), 'sent');
    want(
      'requests at Send',
      at.requests().map((one) => `${one.method} ${one.path}`),
      ['POST /v1/checks'],
    );
    must(
      'few calls of Office at Send',
      at.calls().length <= 14,
      at.calls().map((one) => one.api),
    );
    host.quirks.assertClean();
  },

  'quick changes, and Send in the middle of them': async (stage) => {
    const host = openWindow(stage, { to: [] });
    host.open();
    for (let change = 0; change < 6; change += 1) {
      host.draft.to.push({ address: `p${change}@minato.example` });
      host.edited();
      await stage.clock.wait(40);
    }
    want('status', await host.send(), 'sent');
    const { recipients } = sentDraft(stage) as { recipients: unknown[] };
    want('recipients of the check at Send', recipients.length, 6);
    await host.watch.settled();
    must('no more checks than changes', stage.network.checks('compose').length <= 7, stage.network.seen.length);
    host.quirks.assertClean();
  },

  'server down while composing': async (stage) => {
    stage.network.weather = 'down';
    const host = openWindow(stage, { to: [{ ...outsider }] });
    host.open();
    await host.watch.settled();
    await edit(host, (draft) => void draft.cc.push({ ...colleague }));
    want('notices', host.world.item.notifications.size, 0);
    stage.network.weather = 'up';
    want('status', await host.send(), 'alert');
    host.quirks.assertClean();
  },

  'insight while composing': async (stage) => {
    const host = openWindow(stage, { to: [] });
    host.open();
    await host.watch.settled();
    want('nothing to say', insights(host).length, 0);
    await edit(host, (draft) => void draft.to.push({ ...outsider }, { ...lookAlike }));
    want('one insight', insights(host).length, 1);
    must('about the worst', /よく似た/.test(insights(host)[0]?.message ?? ''), insights(host)[0]);
    await edit(host, (draft) => void draft.to.splice(0, 2, { ...colleague }));
    want('gone again', insights(host).length, 0);
    host.quirks.assertClean();
  },

  'reply remembers its recipients': async (stage) => {
    const host = openWindow(stage, { to: [{ ...outsider }], composeType: 'reply', start: 'reply-all' });
    host.open();
    await host.watch.settled();
    await edit(host, (draft) => void draft.cc.push({ address: 'suzuki@aoba.example' }));
    want('status', await host.send(), 'alert');
    const { original, compose } = sentDraft(stage) as { original?: string[]; compose: string };
    want('compose', compose, 'reply');
    want('original', original, [outsider.address]);
    const codes = JSON.stringify(stage.network.checks('send')[0]?.answer);
    must('who was added', /recipient\.added/.test(codes), codes);
    host.quirks.assertClean();
  },

  'another sender while composing': async (stage) => {
    const host = openWindow(stage);
    host.open();
    await host.watch.settled();
    const before = stage.network.checks('compose').length;
    await edit(host, (draft) => void Object.assign(draft, { from: { address: 'sales@minato.example' } }));
    want('asked again', stage.network.checks('compose').length > before, stage.profile.mailbox >= 1.13);
    host.quirks.assertClean();
  },

  'meeting while composing': async (stage) => {
    const host = openWindow(stage, { kind: 'appointment', to: [] });
    host.open();
    await host.watch.settled();
    await edit(host, (draft) => void draft.to.push({ ...lookAlike }));
    want('one insight', insights(host).length, 1);
    host.quirks.assertClean();
  },

  'a file is looked into once': async (stage) => {
    const text = '社外秘 関門試験';
    const content = base64(text);
    const size = new TextEncoder().encode(text).length;
    const host = openWindow(stage, { to: [{ ...outsider }] });
    host.open();
    await host.watch.settled();
    await edit(host, (draft) => void draft.attachments.push({ name: `資料 ${stage.cell}.txt`, size, content }));
    await edit(host, (draft) => void draft.cc.push({ ...colleague }));
    const reads = host.calls.filter((one) => one.api === 'getAttachmentContentAsync').length;
    must(
      'read at most once',
      reads <= 1,
      host.calls.filter((one) => one.api === 'getAttachmentContentAsync'),
    );
    const at = since(stage, host);
    want('status', await host.send(), 'alert');
    const uploads = at.requests().filter((one) => one.path === '/v1/uploads');
    want('nothing uploaded at Send', uploads.length, 0);
    const codes = JSON.stringify(stage.network.checks('send')[0]?.answer);
    must('the words inside', codes.includes('secret-inside'), codes);
    host.quirks.assertClean();
  },
};

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
