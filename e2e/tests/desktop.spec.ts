import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bound } from '../../desktop/frontend/src/backend/api.gen.ts';
import { guides, reports } from '../../desktop/frontend/src/testing/said.ts';
import * as sample from '../../desktop/frontend/src/testing/samples.ts';
import { violations } from '../support/accessibility.ts';
import { type Look, openPage, startBrowser } from '../support/browser.ts';
import { type Companion, giveCompanion, servePages } from '../support/desktop.ts';
import { Keyboard } from '../support/keyboard.ts';

let browser: Browser;
let served: Awaited<ReturnType<typeof servePages>>;

beforeAll(async () => {
  [browser, served] = await Promise.all([startBrowser(), servePages()]);
});

afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

const words = {
  ja: {
    pages: ['状態', '確認待ち', '保留中のメール', '履歴', 'アカウント', 'メールソフト', '設定の手順', '設定', '診断'],
    send: '確認して送信',
    done: '確認しました',
    kept: '回答を預かりました',
    went: 'メールを送信しました',
    cancelled: '送信しませんでした',
  },
  en: {
    pages: [
      'Status',
      'Waiting for you',
      'Held mail',
      'History',
      'Accounts',
      'Mail programs',
      'Guides',
      'Settings',
      'Diagnostics',
    ],
    send: 'Confirm and send',
    done: 'Checked',
    kept: 'Your answer is kept',
    went: 'The mail was sent',
    cancelled: 'Not sent',
  },
} as const;

/** Opens the window in a browser, with a companion of samples behind it, and ends with no fault on the page. */
async function at(
  look: Look,
  story: (page: Page, companion: Companion) => Promise<void>,
  more: Partial<Bound> = {},
): Promise<void> {
  const { page, context, faults } = await openPage(browser, look);
  try {
    const companion = await giveCompanion(page, {
      Status: async () => sample.status({ language: look.lang, held: 1 }),
      Held: async () => [
        sample.held(),
        sample.held({ id: 'h2', subject: '', twice: true, trouble: '451 4.7.1 later' }),
      ],
      Accounts: async () => [sample.account, sample.cloudAccount],
      Guides: async () => guides[look.lang],
      Diagnostics: async () => reports[look.lang],
      ...more,
    });
    await page.goto(served.origin);
    await page.locator('main').waitFor();
    await story(page, companion);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Keeps a picture where SEKISHO_PICTURES says. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SEKISHO_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function fits(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await violations(page)).toEqual([]);
}

const looks: Look[] = [
  { lang: 'ja', scheme: 'light', width: 1000, height: 720 },
  { lang: 'en', scheme: 'dark', width: 1000, height: 720 },
  { lang: 'ja', scheme: 'dark', width: 320, height: 640 },
  { lang: 'en', scheme: 'light', width: 360, height: 640 },
];

/** The name of a page in the menu, where a count may follow it; one name begins another. */
const counted = (title: string) => new RegExp(`^${title}\\s*\\d*$`);

describe.each(looks)('the window in $lang, $scheme, $width wide', (look) => {
  const say = words[look.lang];
  const name = (what: string) => `${what}-${look.lang}-${look.scheme}-${look.width}`;

  test('every page fits and is clean to axe', () =>
    at(look, async (page) => {
      for (const title of say.pages) {
        if ((look.width ?? 0) < 720) {
          await page.locator('nav:visible button').first().click();
          await page.getByRole('menuitem', { name: counted(title) }).click();
        } else
          await page
            .locator('nav:visible')
            .getByRole('button', { name: counted(title) })
            .click();
        await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
        await page.waitForFunction(() => document.querySelector('[role=progressbar]') === null); // a page may have several
        await fits(page);
        if (look.lang === 'en' && ['Guides', 'Diagnostics'].includes(title))
          expect(await page.locator('main').innerText()).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
        await picture(page, name(`page-${say.pages.indexOf(title as never)}`));
      }
    }));

  test('a mail that waits, alone and in a queue', () =>
    at(look, async (page, companion) => {
      await companion.wait([sample.mail()]);
      await page.getByRole('timer').waitFor();
      await fits(page);
      await picture(page, name('mail'));
      await companion.wait([sample.mail(), sample.glance({ connected: false }), sample.mail({ id: 'm3', client: '' })]);
      await page.getByRole('navigation').getByText('Meeting on Thursday').waitFor();
      await fits(page);
      await picture(page, name('queue'));
    }));

  test('the first run', () =>
    at(
      look,
      async (page) => {
        await page.getByRole('listitem').first().waitFor();
        await fits(page);
        await picture(page, name('first'));
      },
      {
        Status: async () => sample.status({ language: look.lang, accounts: 0 }),
        History: async () => ({ mails: [], more: false }),
        ClientSetup: async () => [],
      },
    ));
});

describe.each(['ja', 'en'] as const)('a person without a mouse, in %s', (lang) => {
  const say = words[lang];

  test('ticks everything with the keyboard and sends; Enter that comes too early sends nothing', () =>
    at({ lang }, async (page, companion) => {
      const keys = new Keyboard(page);
      await companion.wait([sample.mail()]);
      await page.getByRole('timer').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Space');
      for (const box of await page.getByRole('checkbox').all()) {
        // At first nothing can be ticked either.
        await expect
          .poll(async () => {
            if (!(await box.isChecked())) await keys.press(box, 'Space');
            return box.isChecked();
          })
          .toBe(true);
      }
      await keys.press(page.getByRole('button', { name: say.send }));
      await page.getByText(say.done, { exact: true }).waitFor();
      expect(companion.calls.filter((call) => call.name === 'Confirm')).toHaveLength(1);
      expect(companion.calls.filter((call) => call.name === 'Cancel')).toHaveLength(0);
    }));

  test('cancels with Escape, and answers a mail whose program gave up, which says when it went', () => {
    let again = false;
    return at(
      { lang },
      async (page, companion) => {
        const keys = new Keyboard(page);
        await companion.wait([sample.mail()]);
        await page.getByRole('timer').waitFor();
        await expect
          .poll(async () => {
            await page.keyboard.press('Escape');
            return companion.calls.some((call) => call.name === 'Cancel');
          })
          .toBe(true);
        await page.getByText(say.cancelled, { exact: true }).waitFor();
        await companion.wait([sample.glance({ connected: false })]);
        await companion.tell('show');
        await page.getByRole('timer').waitFor();
        await expect
          .poll(async () => {
            await keys.press(page.getByRole('button', { name: /^(送信する|Send)$/ }));
            return companion.calls.some((call) => call.name === 'Confirm');
          })
          .toBe(true);
        await page.getByText(say.kept, { exact: true }).waitFor();
        again = true;
        await companion.tell('history');
        await page.getByText(say.went, { exact: true }).waitFor();
        await page.getByText('tanaka@tsubame.example').waitFor();
        await fits(page);
        await picture(page, `went-${lang}`);
      },
      {
        Confirm: async () => ({ kept: new Date(Date.now() + 900_000).toISOString() }),
        Went: async () =>
          again
            ? {
                outcome: 'confirmed',
                time: new Date().toISOString(),
                recipients: ['tanaka@tsubame.example'],
                reply: '250 ok',
              }
            : { outcome: '', recipients: [], reply: '' },
      },
    );
  });
});

test('in high contrast the page that is open can still be told', () =>
  at({ lang: 'ja' }, async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const outline = await page
      .locator('nav:visible [aria-current=page]')
      .evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).toBe('solid');
    await picture(page, 'high-contrast');
  }));
