import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { HeldPage, linkTo, sendPast } from '../support/held-page.ts';
import { type Lang, sink } from '../support/playground.ts';
import { type Server, startServer } from '../support/server.ts';

const sender = 'sato@minato.example';
const boss = 'boss@minato.example';
const shows = process.env.SEKISHO_SCREENSHOTS;

/** What becomes of a mail is said by the domain that it goes to. */
const rules = `version: 1
organization: {name: Minato, domains: [minato.example]}
settings: {gateway: {present: true}}
baseline: {external: allow}
rules:
  - id: an-hour
    when: {recipients: {any: {in: hokuto.example}}}
    then: {action: hold, hold: {for: 1h, adjust: 2h}}
  - id: a-moment
    when: {recipients: {any: {in: kaede.example}}}
    then: {action: hold, hold: {for: 10s}}
  - id: sure
    title: {ja: 大切な取引先, en: An important customer}
    when: {recipients: {any: {in: aoba.example}}}
    then: {action: confirm, confirm: {mode: type, word: 社外秘}}
  - id: boss
    when: {recipients: {any: {in: ryokan.example}}}
    then: {action: approve, approve: {by: ${boss}, reason: true}}
`;

let browser: Browser;
let server: Server;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sekisho-policy-'));
  writeFileSync(join(folder, 'policy.yaml'), rules);
  [browser, server] = await Promise.all([startBrowser(), startServer(['--policy', join(folder, 'policy.yaml')])]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** To whom a mail came through, of those that it was for. */
async function came(subject: string): Promise<string[]> {
  return (await sink(server.origin)).filter((one) => one.subject === subject).flatMap((one) => one.to);
}

describe.each<Lang>(['ja', 'en'])('the pages behind links, in %s, without a mouse', (lang) => {
  const story = (name: string, told: (held: HeldPage, look: (what: string) => Promise<void>) => Promise<void>) =>
    test(name, async () => {
      const scheme = lang === 'ja' ? 'light' : 'dark';
      const { page, context, faults } = await openPage(browser, { lang, scheme, width: 320 });
      page.setDefaultTimeout(60_000);
      const look = async (what: string) => {
        expect(await violations(page), what).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), what).toBeLessThanOrEqual(
          0,
        );
        if (!shows) return;
        mkdirSync(shows, { recursive: true });
        await page.screenshot({ path: `${shows}/link-${name}-${what}-${lang}.png`, fullPage: true });
      };
      try {
        await told(new HeldPage(page, lang), look);
        // pages that say no are answered with a status that says so
        expect(faults.filter((one) => !/status of (404|410|422)/.test(one))).toEqual([]);
      } finally {
        await context.close();
      }
    });

  /** The link that somebody gets for a mail to an address. */
  async function linkFor(who: string, to: string, subject: string): Promise<string> {
    await sendPast(server.origin, to, subject);
    const link = () => linkTo(server.origin, who, subject, lang);
    await expect.poll(link, { timeout: 60_000 }).toBeDefined();
    return (await link()) ?? '';
  }

  story('sent', async (held, look) => {
    const subject = `to be sent ${lang}`;
    const link = await linkFor(sender, 'tanaka@hokuto.example', subject);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('title.hold.held'));
    await look('held');
    expect(await came(subject)).toEqual([]);
    await held.press('page.release');
    await expect.poll(() => held.heading()).toBe(held.say('done.released'));
    await look('done');
    await expect.poll(() => came(subject), { timeout: 60_000 }).toEqual(['tanaka@hokuto.example']);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('gone.used'));
    await look('used');
  });

  story('another-time', async (held, look) => {
    const link = await linkFor(sender, 'tanaka@hokuto.example', `another time ${lang}`);
    await held.page.goto(link);
    const due = held.page.locator('input[name=due]');
    await held.keyboard.reach(due);
    const before = await due.inputValue();
    // the minute is the fifth part, however a time is written; one less, or 59 more, is inside the bounds
    for (let part = 0; part < 4; part += 1) await held.page.keyboard.press('ArrowRight');
    await held.page.keyboard.press('ArrowDown');
    expect(await due.inputValue()).not.toBe(before);
    await held.press('page.due.button');
    await expect.poll(() => held.heading()).toBe(held.say('done.due'));
    await look('done');
    await held.keyboard.press(held.page.getByRole('main').getByRole('link')); // another link to the same mail
    await expect.poll(() => held.heading()).toBe(held.say('title.hold.held'));
    expect(await due.inputValue()).not.toBe(before);
    await held.press('page.cancel');
    await expect.poll(() => held.heading()).toBe(held.say('done.cancelled'));
    await look('cancelled');
    expect(await came(`another time ${lang}`)).toEqual([]);
  });

  story('confirmed', async (held, look) => {
    const subject = `to be confirmed ${lang}`;
    const link = await linkFor(sender, 'suzuki@aoba.example', subject);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('title.hold.confirm'));
    await look('checklist');
    await held.press('page.confirm'); // the browser shows what is left out, and sends nothing
    expect(await held.heading()).toBe(held.say('title.hold.confirm'));
    const boxes = held.page.getByRole('checkbox', { checked: false });
    for (let left = await boxes.count(); left > 0; left = await boxes.count()) {
      await held.keyboard.press(boxes.first(), 'Space');
    }
    const typed = held.page.getByRole('textbox').first();
    await held.keyboard.reach(typed);
    await held.page.keyboard.insertText('社外');
    await held.press('page.confirm'); // the server finds that it is not the word
    await held.page.getByRole('alert').waitFor();
    await look('gaps');
    await held.keyboard.reach(typed);
    await held.page.keyboard.press('Control+A');
    await held.page.keyboard.insertText('社外秘');
    expect(await came(subject)).toEqual([]);
    await held.press('page.confirm');
    await expect.poll(() => held.heading()).toBe(held.say('done.released'));
    await look('done');
    await expect.poll(() => came(subject), { timeout: 60_000 }).toEqual(['suzuki@aoba.example']);
  });

  story('approved', async (held, look) => {
    const subject = `to be approved ${lang}`;
    const link = await linkFor(boss, 'okami@ryokan.example', subject);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('title.hold.approve'));
    await look('question');
    await held.press('page.approve'); // a reason is needed
    expect(await held.heading()).toBe(held.say('title.hold.approve'));
    expect(await came(subject)).toEqual([]);
    await held.keyboard.reach(held.page.getByRole('textbox'));
    await held.page.keyboard.insertText('契約のため');
    await held.press('page.approve');
    await expect.poll(() => held.heading()).toBe(held.say('done.approved'));
    await look('done');
    await expect.poll(() => came(subject), { timeout: 60_000 }).toEqual(['okami@ryokan.example']);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('gone.used'));
    await look('used');
  });

  story('too-late', async (held, look) => {
    const subject = `in a moment ${lang}`;
    const link = await linkFor(sender, 'mori@kaede.example', subject);
    await expect.poll(() => came(subject), { timeout: 60_000 }).toEqual(['mori@kaede.example']);
    await held.page.goto(link);
    expect(await held.heading()).toBe(held.say('gone.moved'));
    await look('moved');
  });

  story('wrong', async (held, look) => {
    await held.page.goto(`${server.origin}/h/main.none?lang=${lang}`);
    expect(await held.heading()).toBe(held.say('gone.unknown'));
    await look('unknown');
  });
});
