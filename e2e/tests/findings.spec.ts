import { mkdirSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage, startBrowser } from '../support/browser.ts';
import { type Lang, Playground } from '../support/playground.ts';
import { type Server, startServer } from '../support/server.ts';

interface Finding {
  code: string;
  severity: string;
}

/** One finding of each code, as the engine writes it; a test of package catalogue keeps the file. */
const every = JSON.parse(
  readFileSync(new URL('../../server/catalogue/testdata/every-finding.json', import.meta.url), 'utf8'),
) as Finding[];

let browser: Browser;
let server: Server;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startServer()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Puts the findings into every verdict that the server answers. */
async function answerWith(page: Page, findings: Finding[]): Promise<void> {
  await page.context().route(/\/v1\/checks(\/[^/]+)?$/, async (route) => {
    const response = await route.fetch();
    const check = (await response.json()) as { verdict?: { findings: Finding[] } };
    if (check.verdict) check.verdict.findings = findings;
    await route.fulfill({ response, json: check });
  });
}

describe.each<Lang>(['ja', 'en'])('the checklist in %s', (lang) => {
  // A screen holds what a person can read; the catalogue is longer.
  const parts = [0, 1, 2, 3, 4].map((part) => ({ part, findings: every.filter((_, index) => index % 5 === part) }));

  test.each(parts)('says every finding in words: part $part', async ({ part, findings }) => {
    const { page, context } = await openPage(browser, { lang, width: 1500, height: 2600 });
    try {
      await answerWith(page, findings);
      const person = new Playground(page, lang);
      await person.open(server.origin);
      await person.choose('privateZip');
      await person.send();
      await person.review();
      await person.sendButton().waitFor();
      const details = person.pane().locator('details');
      for (const one of await details.all()) await one.evaluate((e) => e.setAttribute('open', ''));
      const section = person.pane().locator('section').first();
      expect(await section.locator('li').count()).toBe(findings.length);
      const text = (await person.pane().locator('body').textContent()) ?? '';
      for (const { code } of findings) expect(text, code).not.toContain(code);
      expect(text).not.toMatch(/\{[a-z]|undefined|null|（）|\(\)/);
      const shots = process.env.SEKISHO_SCREENSHOTS;
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await page
          .locator('aside, [role=complementary]')
          .first()
          .screenshot({ path: `${shots}/findings-${lang}-${part}.png` });
      }
    } finally {
      await context.close();
    }
  });
});
