import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import type { Lang } from '../support/playground.ts';

const root = join(import.meta.dirname, '../..');
const shows = process.env.SEKISHO_SCREENSHOTS;

let browser: Browser;
let folder: string;

// A test of package page makes every page that a link can lead to, and gives them away.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sekisho-pages-'));
  const args = ['test', './server/internal/page', '-run', '^TestGallery$', '-count=1', '-args', `-gallery=${folder}`];
  [browser] = await Promise.all([startBrowser(), promisify(execFile)('go', args, { cwd: root })]);
}, 300_000); // the test is built first

afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What Tab comes by, in the order of the page. */
const stops = 'a[href], button, input:not([type=hidden]), textarea, select';

/** Goes through a page with Tab, and tells what it did not come by in order, and what did not show that it has the focus. */
async function walk(page: Page): Promise<string[]> {
  const wanted = await page.locator(stops).count();
  const here = () =>
    page.evaluate((all) => {
      const active = document.activeElement;
      if (active === null || active === document.body) return { at: -1, seen: true };
      const { outlineStyle, outlineWidth } = getComputedStyle(active);
      const box = active.getBoundingClientRect();
      const inside = box.top < innerHeight && box.bottom > 0;
      const at = Array.from(document.querySelectorAll(all)).indexOf(active);
      return { at, seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && inside };
    }, stops);
  const faults: string[] = [];
  let last = -1;
  // the parts of a time are stops of their own
  for (let pressed = 0; last < wanted - 1 && pressed < 20 * (wanted + 1); pressed += 1) {
    await page.keyboard.press('Tab');
    const { at, seen } = await here();
    if (at !== last && at !== last + 1) faults.push(`from stop ${last} Tab goes to ${at}`);
    if (!seen) faults.push(`stop ${at} does not show its focus`);
    last = at;
  }
  return last === wanted - 1 ? faults : [...faults, `Tab comes as far as stop ${last} of ${wanted}`];
}

describe.each<Lang>(['ja', 'en'])('every page behind a link, in %s', (lang) => {
  const looks = [
    { scheme: 'light', width: 320 },
    { scheme: 'dark', width: 320 },
    { scheme: 'light', width: 1280 },
  ] as const;
  test.each(looks)('$scheme, $width wide: axe, no edge crossed, all by keyboard', async ({ scheme, width }) => {
    const { page, context, faults } = await openPage(browser, { lang, scheme, width });
    try {
      const names = readdirSync(folder).filter((name) => name.endsWith(`.${lang}.html`));
      expect(names.length).toBeGreaterThan(20);
      for (const name of names) {
        await page.goto(pathToFileURL(join(folder, name)).href);
        expect(await violations(page), name).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, `${name}: pixels beyond the edge`).toBeLessThanOrEqual(0);
        expect(await walk(page), name).toEqual([]);
        if (!shows) continue;
        mkdirSync(shows, { recursive: true });
        const path = `${shows}/page-${name.replace('.html', '').replace('.', '-')}-${scheme}-${width}.png`;
        await page.screenshot({ path, fullPage: true });
      }
      expect(faults).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
