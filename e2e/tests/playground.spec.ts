import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { type Lang, Playground, rawMail, sink } from '../support/playground.ts';
import { type Server, startServer } from '../support/server.ts';

let browser: Browser;
let server: Server;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startServer()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the playground as one person and ends with no fault on the page. */
async function at(lang: Lang, story: (person: Playground) => Promise<void>): Promise<void> {
  const { page, context, faults } = await openPage(browser, { lang });
  const person = new Playground(page, lang);
  try {
    await person.open(server.origin);
    await story(person);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

/** The words of the pages that notices lead to. */
const parked = {
  ja: {
    subject: '未送信・要確認',
    title: 'このメールはまだ送信されていません',
    confirm: '確認して送信',
    sent: '送信します',
    used: 'このリンクは使用済みです',
  },
  en: {
    subject: 'Not sent, please confirm',
    title: 'This mail has not been sent yet',
    confirm: 'Confirm and send',
    sent: 'It is on its way',
    used: 'This link was used before',
  },
} as const;

/** What the add-in asks while a mail is being written. */
const isPrecheck = (request: Request) => /"intent":"compose"/.test(request.postData() ?? '');

const count = async () => (await sink(server.origin)).length;

describe.each<Lang>(['ja', 'en'])('the playground in %s', (lang) => {
  test('an outsider and a private mailbox with an encrypted ZIP: alert, checklist, tick, send', () =>
    at(lang, async (person) => {
      const before = await count();
      await person.choose('privateZip');
      await person.addRecipient('tanaka@hokuto.example');
      await person.send();
      await person.alert().waitFor();
      expect(await person.alert().textContent()).toContain('sato.minato@gmail.com');
      await person.review();
      await person.sendButton().waitFor();
      expect(await person.sendButton().isDisabled()).toBe(true);
      expect(await violations(person.page)).toEqual([]);
      await person.tickAll();
      expect(await count()).toBe(before);
      await person.sendButton().click();
      await person.left();
      await expect.poll(count).toBe(before + 1);
      const [newest] = await sink(server.origin);
      expect(newest?.to.toSorted()).toEqual(['sato.minato@gmail.com', 'tanaka@hokuto.example']);
      const raw = await rawMail(server.origin, newest?.id ?? '');
      expect(raw).not.toMatch(/^X-Sekisho/im);
      expect(raw).not.toMatch(/^Bcc:/im);
    }));

  test('a file that is read only after Send was pressed: what was confirmed is not asked again', () =>
    at(lang, async (person) => {
      let release = () => {};
      const held = new Promise<void>((done) => {
        release = done;
      });
      await person.page.route('**/v1/checks', async (route) => {
        if (isPrecheck(route.request())) await held;
        await route.continue();
      });
      const before = await count();
      await person.choose('privateZip');
      await person.addRecipient(`slow-${lang}@hokuto.example`);
      await person.send();
      await person.alert().waitFor();
      const read = person.page.waitForRequest(
        (request) => isPrecheck(request) && /"sha256"/.test(request.postData() ?? ''),
      );
      release();
      await read;
      await person.review();
      await person.tickAll();
      await person.sendButton().click();
      await person.left();
      await expect.poll(count).toBe(before + 1);
    }));

  test('cancelled at the alert: nothing reaches the sink', () =>
    at(lang, async (person) => {
      const before = await count();
      await person.choose('privateZip');
      await person.send();
      await person.cancel();
      await person.alert().waitFor({ state: 'hidden' });
      expect(await count()).toBe(before);
    }));

  test('edited after confirming: asked again', () =>
    at(lang, async (person) => {
      const before = await count();
      await person.choose('privateZip');
      await person.send();
      await person.review();
      await person.tickAll();
      await person.changeSubject('another subject');
      await person.sendButton().click();
      await person.alert().waitFor();
      expect(await count()).toBe(before);
    }));

  test('a mail to a competitor is stopped and the reason shown', () =>
    at(lang, async (person) => {
      const before = await count();
      await person.choose('rival');
      await person.send();
      await person.alert().waitFor();
      expect(await person.alert().textContent()).toMatch(lang === 'ja' ? /競合他社/ : /competitor/);
      expect(await count()).toBe(before);
    }));

  test('within the house nothing is asked', () =>
    at(lang, async (person) => {
      const before = await count();
      await person.choose('internal');
      await person.send();
      await expect.poll(count).toBe(before + 1);
    }));

  test('past the add-in, the mail waits: notice, page, checklist, and it arrives', () =>
    at(lang, async (person) => {
      const w = parked[lang];
      const before = await count();
      await person.choose('lookAlike');
      await person.skipAddin();
      await person.send();
      await expect.poll(count, { timeout: 10_000 }).toBe(before + 1);
      const [notice] = await sink(server.origin);
      expect(notice?.to).toEqual(['sato@minato.example']);
      expect(notice?.subject).toContain(w.subject);
      const link = notice?.links.find((url) => url.endsWith(`lang=${lang}`)) ?? '';
      const page = await person.page.context().newPage();
      await page.setViewportSize({ width: 360, height: 700 });
      // A scanner looks first, twice: nothing happens.
      for (const _ of [1, 2]) expect((await fetch(link)).status).toBe(200);
      await page.goto(link);
      await page.getByRole('heading', { level: 1, name: w.title }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(await count()).toBe(before + 1);
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await page.getByRole('button', { name: w.confirm }).click();
      await page.getByRole('heading', { level: 1, name: w.sent }).waitFor();
      expect(await violations(page)).toEqual([]);
      await expect.poll(count, { timeout: 10_000 }).toBe(before + 2);
      const [newest] = await sink(server.origin);
      expect(newest?.to).not.toEqual(['sato@minato.example']);
      await page.goto(link);
      await page.getByRole('heading', { level: 1, name: w.used }).waitFor();
    }));
});
