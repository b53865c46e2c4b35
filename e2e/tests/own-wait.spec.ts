import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { HeldMail } from '../support/held.ts';
import { Keyboard } from '../support/keyboard.ts';
import { OwnWait } from '../support/own-wait.ts';
import { type Lang, Playground } from '../support/playground.ts';
import { type PolicyFile, samplePolicy } from '../support/policy.ts';
import { type Server, startServer } from '../support/server.ts';

/** A wait that its sender may make longer, up to half an hour. */
const waitForOutsiders = (adjust: string) => `  - id: wait
    title: {ja: 社外あては 1 分待ちます, en: Mail to outsiders waits for a minute}
    when: {recipients: {any: {who: external}}}
    then: {action: hold, hold: [{for: 1m${adjust}}]}
`;

let browser: Browser;
let server: Server;
let policy: PolicyFile;

beforeAll(async () => {
  policy = samplePolicy(waitForOutsiders(', adjust: 30m'));
  browser = await startBrowser();
  server = await startServer(['--policy', policy.path]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  policy?.remove();
});

/** For how long a mail waits, in seconds. */
async function waitOf(subject: string): Promise<number> {
  const answer = await fetch(`${server.origin}/v1/holds`);
  const { holds } = (await answer.json()) as { holds: { subject: string; created: string; dueAt: string }[] };
  const ours = holds.filter((one) => one.subject === subject);
  expect(ours).toHaveLength(1);
  return (Date.parse(ours[0]?.dueAt ?? '') - Date.parse(ours[0]?.created ?? '')) / 1000;
}

describe.each<Lang>(['ja', 'en'])('how long mails wait, in %s', (lang) => {
  const shows = process.env.SEKISHO_SCREENSHOTS;

  test('chosen without a mouse, kept, and how long the next mail waits', async () => {
    const { page, context, faults } = await openPage(browser, { lang });
    page.setDefaultTimeout(60_000);
    const person = new Playground(page, lang);
    const own = new OwnWait(person.pane(), lang);
    const held = new HeldMail(page, person.pane(), lang);
    const mail = async (subject: string) => {
      await person.choose('partner');
      await person.changeSubject(subject);
      await person.send();
      await person.review();
      await person.sendButton().waitFor();
      await person.tickAll();
      await person.sendButton().click();
      await person.left();
      await held.open();
      await held.why(subject, 'wait').waitFor();
    };
    try {
      await person.open(server.origin);
      await held.open();
      await own.box().waitFor();
      expect(await own.chosen()).toBe(own.words.usual);
      const keyboard = new Keyboard(page);
      await keyboard.press(own.box(), 'Enter');
      expect(await own.options()).toEqual([own.words.usual, ...own.words.longer]);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await own.saved().waitFor();
      expect(await own.chosen()).toBe(own.words.longer[0]);
      expect(await violations(page)).toEqual([]);
      await mail(`five minutes ${lang}`);
      expect(await waitOf(`five minutes ${lang}`)).toBeCloseTo(300, -1);
      expect(await own.chosen()).toBe(own.words.longer[0]);
      await own.choose(own.words.usual);
      await own.savedUsual().waitFor();
      await held.discard(`five minutes ${lang}`);
      await held.mail(`five minutes ${lang}`).waitFor({ state: 'detached' });
      await mail(`as the policy says ${lang}`);
      expect(await waitOf(`as the policy says ${lang}`)).toBeCloseTo(60, -1);
      await held.discard(`as the policy says ${lang}`);
      expect(faults).toEqual([]);
    } finally {
      await context.close();
    }
  });

  test.each([
    { scheme: 'light', width: 320 },
    { scheme: 'dark', width: 320 },
    { scheme: 'dark', width: 1280 },
  ] as const)('on a $scheme screen $width wide', async ({ scheme, width }) => {
    const { page, context, faults } = await openPage(browser, { lang, scheme, width });
    const person = new Playground(page, lang);
    const own = new OwnWait(person.pane(), lang);
    const look = async (what: string) => {
      expect(await violations(page), what).toEqual([]);
      const over = await own
        .box()
        .evaluate(({ ownerDocument: { documentElement: root } }) => root.scrollWidth - root.clientWidth);
      expect(over, `${what}: pixels beyond the edge`).toBe(0);
      if (!shows) return;
      mkdirSync(shows, { recursive: true });
      await own.box().scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${shows}/own-wait-${what}-${lang}-${scheme}-${width}.png` });
    };
    try {
      await person.open(server.origin);
      await new HeldMail(page, person.pane(), lang).open();
      await own.box().waitFor();
      await own.open();
      await look('open');
      await own.option(own.words.longer[1]).click();
      await own.saved().waitFor();
      await look('saved');
      await page.context().route('**/v1/me', (route) => route.abort());
      await own.choose(own.words.longer[0]);
      await own.failed().waitFor();
      expect(await own.chosen()).toBe(own.words.longer[1]);
      await look('failed');
      await page.context().unroute('**/v1/me');
      await own.choose(own.words.usual);
      await own.savedUsual().waitFor();
      expect(faults.filter((one) => !one.includes('ERR_FAILED'))).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
