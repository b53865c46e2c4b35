import type { Weather } from './network.ts';
import type { Scenario } from './scenarios.ts';
import { colleague, eventually, must, openWindow, outsider, type Stage, sendAllTheSame, want } from './stage.ts';

const weathers: readonly Weather[] = ['down', 'slow', 'silent', 401, 429, 500, 'malformed', 'proxy-page'];

/** A first mail brings the policy's part for doors. */
async function withPolicy(stage: Stage): Promise<void> {
  const host = openWindow(stage);
  want('status of the first mail', await host.send(), 'sent');
  await eventually('the policy', () =>
    stage.network.seen.some((one) => one.path === '/v1/policy' && one.status === 200),
  );
  await stage.clock.wait(500);
}

/** Without an answer in time the mail is one that was not checked: the kept policy says "confirm". */
const unreachable =
  (weather: Weather): Scenario =>
  async (stage) => {
    await withPolicy(stage);
    stage.network.weather = weather;
    const host = openWindow(stage, { to: [{ ...outsider }] });
    const began = stage.clock.now();
    want('status', await host.send(), 'alert');
    must('within 5 s of the click', stage.clock.now() - began < 5_000, stage.clock.now() - began);
    must('the outsider is named', host.alert?.message.includes(outsider.address) === true, host.alert?.message);
    want('sent all the same', await sendAllTheSame(host, stage.clock), 'sent');
    host.quirks.assertClean();
  };

const hanging = (api: string, incomplete: boolean): Scenario => {
  return async (stage) => {
    await withPolicy(stage);
    const before = stage.network.checks('send').length;
    const host = openWindow(stage, { attachments: [{ name: 'a.txt', size: 3, content: 'YWJj' }] });
    host.faults.inject(api, { kind: 'hang' });
    const began = stage.clock.now();
    const status = await host.send();
    must('within 5 s of the click', stage.clock.now() - began < 5_000, stage.clock.now() - began);
    const asked = stage.network.checks('send').slice(before);
    if (incomplete) {
      must(
        'told to the server, each time',
        asked.length > 0 && asked.every((one) => one.body.incomplete === true),
        asked,
      );
    }
    must('an answer', status === 'alert' || status === 'sent', status);
    host.quirks.assertClean();
  };
};

/** What happens when something does not work: design 9, second table. */
export const failing: Record<string, Scenario> = {
  ...Object.fromEntries(weathers.map((weather) => [`server ${weather}`, unreachable(weather)])),

  'server down, and there never was a policy': async (stage) => {
    stage.network.weather = 'down';
    const host = openWindow(stage);
    for (let press = 0; press < 2; press += 1) {
      want('status', await host.send(), 'alert');
      must('no way round', host.alert?.buttons.every((one) => one.kind !== 'send-anyway') === true, host.alert);
      await host.press('dont-send');
    }
    host.quirks.assertClean();
  },

  'recipients hang': async (stage) => {
    await withPolicy(stage);
    const host = openWindow(stage);
    host.faults.inject('to.getAsync', { kind: 'hang' });
    want('status', await host.send(), 'alert');
    want('sent all the same', await sendAllTheSame(host, stage.clock), stage.profile.mailbox < 1.14 ? 'alert' : 'sent');
    host.quirks.assertClean();
  },

  'body hangs': hanging('body.getAsync', true),
  'subject hangs': hanging('subject.getAsync', true),
  'contents hang': hanging('getAttachmentContentAsync', false),

  'recipients at the cap': async (stage) => {
    const cap = stage.profile.readRecipients;
    const to = Array.from({ length: cap ?? 1_200 }, (_, index) => ({ address: `p${index}@minato.example` }));
    const host = openWindow(stage, { to });
    const status = await host.send();
    const [check] = stage.network.checks('send');
    want('said to be incomplete', check?.body.incomplete ?? false, cap !== null);
    want('judged strictly', status, cap === null ? 'sent' : 'alert');
    host.quirks.assertClean();
  },

  'unchecked, then reported': async (stage) => {
    await withPolicy(stage);
    stage.network.weather = 'down';
    const host = openWindow(stage, { to: [{ ...outsider }] });
    want('status', await host.send(), 'alert');
    want('sent all the same', await sendAllTheSame(host, stage.clock), 'sent');
    stage.network.weather = 'up';
    const told = () => stage.network.seen.filter((one) => one.path === '/v1/reports' && one.status === 204);
    for (let mail = 0; mail < 2; mail += 1) {
      const next = openWindow(stage, { to: [{ ...colleague }] });
      want('the next mail', await next.send(), 'sent');
      await eventually('the report', () => told().length > 0);
      await stage.clock.wait(500);
    }
    want('told once', told().length, 1);
    must('whom it went to', JSON.stringify(told()[0]?.body).includes(outsider.address), told()[0]?.body);
    host.quirks.assertClean();
  },
};
