import type { Scenario } from './scenarios.ts';
import { colleague, eventually, must, openWindow, outsider, rival, type Stage, want } from './stage.ts';

/** Presses Send on a mail to somebody, and waits for the dialog. */
async function opened(stage: Stage, to = outsider) {
  const host = openWindow(stage, { to: [{ ...to }] });
  const sending = host.send();
  await eventually('the dialog', () => host.dialogs.open !== undefined || host.status === 'sent', 15_000);
  must('a dialog', host.dialogs.open !== undefined, host.status);
  return { host, sending };
}

/** The policy's part for doors comes beside the first check, and is kept if it is there in time: here time is real. */
async function keepPolicy(stage: Stage): Promise<void> {
  for (let mail = 0; mail < 5; mail += 1) {
    want('a first mail', await openWindow(stage).send(), 'sent');
    if (Object.keys(localStorage).some((name) => name.endsWith('sekisho.policy'))) return;
  }
  throw new Error('the policy was not kept');
}

/** The older on-send, which asks in a dialog while Outlook waits. */
export const popups: Readonly<Record<string, Scenario>> = {
  'popup: within the house nothing is asked': async (stage) => {
    const host = openWindow(stage, { to: [{ ...colleague }] });
    want('status', await host.send(), 'sent');
    want('dialogs', host.calls.filter((one) => one.api === 'displayDialogAsync').length, 0);
    host.quirks.assertClean();
  },

  'popup: asked, confirmed, sent': async (stage) => {
    const { host, sending } = await opened(stage);
    await stage.atTheDialog?.(host, 'confirm');
    want('status', await sending, 'sent');
    must('the pass', /\./.test(host.draft.headers['X-Sekisho-Pass'] ?? ''), host.draft.headers);
    host.quirks.assertClean();
  },

  'popup: closed by the person': async (stage) => {
    const { host, sending } = await opened(stage);
    host.dialogs.closedByPerson();
    want('status', await sending, 'composing');
    host.quirks.assertClean();
  },

  'popup: refused': async (stage) => {
    const { host, sending } = await opened(stage, { address: rival.address, name: '' });
    await stage.atTheDialog?.(host, 'read');
    host.dialogs.closedByPerson();
    want('status', await sending, 'composing');
    host.quirks.assertClean();
  },

  'popup: blocked by the browser': async (stage) => {
    const host = openWindow(stage, { to: [{ ...outsider }] });
    host.faults.inject('displayDialogAsync', { kind: 'fail', code: 12_009 });
    want('status', await host.send(), 'composing');
    must('the person is told', host.world.item.notifications.size > 0);
    host.quirks.assertClean();
  },

  'popup: server down': async (stage) => {
    await keepPolicy(stage);
    stage.network.weather = 'down';
    const { host, sending } = await opened(stage);
    await stage.atTheDialog?.(host, 'send-anyway');
    want('status', await sending, 'sent');
    host.quirks.assertClean();
  },

  'popup: page not there': async (stage) => {
    const host = openWindow({ ...stage, loadFunctionFile: () => Promise.reject(new Error('502')) });
    want('status', await host.send(), 'alert');
    want(
      'no way round',
      host.alert?.buttons.map((one) => one.kind),
      ['try-later'],
    );
  },
};
