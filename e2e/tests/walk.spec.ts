import { mkdirSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { Keyboard } from '../support/keyboard.ts';
import { type ExampleWord, type Lang, Playground, rawMail, sink, words } from '../support/playground.ts';
import { samplePolicy } from '../support/policy.ts';
import { type Server, startServer } from '../support/server.ts';

/** Ten outsiders who would see each other: the mail itself is changed. */
const forcedBcc = `  - id: bcc-for-many
    title: {ja: 社外 10 件以上は Bcc に移します, en: Ten or more outsiders move to Bcc}
    when: {recipients: {count: {who: external, fields: [to, cc], atLeast: 10}}}
    then: {change: {forceBcc: {}}}
`;

let browser: Browser;
let server: Server;
const policy = samplePolicy(forcedBcc, false);

beforeAll(async () => {
  browser = await startBrowser();
});

// Every story has a server of its own: one that remembers whom the last story wrote to says something else.
beforeEach(async () => {
  server = await startServer(['--policy', policy.path]);
});

afterEach(() => server?.stop());

afterAll(async () => {
  await browser?.close();
  policy.remove();
});

/** One story at the playground, told without a mouse: each step is looked at by axe, and photographed where a folder is given. */
class Walk {
  readonly keyboard: Keyboard;
  readonly person: Playground;
  private step = 0;

  constructor(
    page: Playground['page'],
    readonly lang: Lang,
    private readonly story: string,
  ) {
    this.keyboard = new Keyboard(page);
    this.person = new Playground(page, lang);
  }

  get words() {
    return words[this.lang];
  }

  get pane() {
    return this.person.pane();
  }

  async begin(example: ExampleWord, query = ''): Promise<void> {
    const { page } = this.person;
    await this.person.open(server.origin, query);
    await this.keyboard.press(page.getByRole('button', { name: this.words.examples }));
    await this.keyboard.item(page.getByRole('menuitem', { name: this.words[example] }));
  }

  /** Presses Send in the window. */
  async send(): Promise<void> {
    const toolbar = this.person.page.getByRole('toolbar');
    await this.keyboard.press(toolbar.getByRole('button', { name: this.words.send, exact: true }));
  }

  async button(name: string | RegExp): Promise<void> {
    await this.keyboard.press(this.person.alert().getByRole('button', { name }));
  }

  /** Ticks what is to be ticked, says yes to what is asked, and presses the button: with the space bar. */
  async confirm(): Promise<void> {
    const boxes = this.pane.getByRole('checkbox', { checked: false });
    await this.pane.getByRole('checkbox').first().waitFor();
    for (let left = await boxes.count(); left > 0; left = await boxes.count()) {
      await this.keyboard.press(boxes.first(), 'Space');
    }
    const questions = this.pane.getByRole('radiogroup');
    for (let index = 0; index < (await questions.count()); index += 1) {
      await this.keyboard.press(questions.nth(index).getByRole('radio', { name: this.words.yes }), 'Space');
    }
    await this.look('ticked');
    await this.keyboard.press(this.person.sendButton());
  }

  /** Lets the change be made; the button is the last thing on the page, so that a person goes back to it. */
  async make(button: Locator): Promise<void> {
    await this.keyboard.reach(button, 'Shift+Tab');
    await this.person.page.keyboard.press('Enter');
    await this.person.sendButton().waitFor();
  }

  /** Looks at the page as it is now: no violation, and a picture. */
  async look(what: string): Promise<void> {
    const { page } = this.person;
    expect(await violations(page), `${this.story}: ${what}`).toEqual([]);
    const folder = process.env.SEKISHO_SCREENSHOTS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    this.step += 1;
    await page.screenshot({ path: `${folder}/${this.story}-${this.step}-${what}-${this.lang}.png` });
  }
}

describe.each<Lang>(['ja', 'en'])('a walk in %s, without a mouse', (lang) => {
  const walk = (story: string, told: (walk: Walk) => Promise<void>) =>
    test(story, async () => {
      const { page, context } = await openPage(browser, { lang });
      try {
        await told(new Walk(page, lang, story));
      } finally {
        await context.close();
      }
    });
  const count = async () => (await sink(server.origin)).length;

  walk('look-alike', async (one) => {
    const before = await count();
    await one.begin('lookAlike');
    await one.person.page
      .getByText(/hokuto\.example/)
      .first()
      .waitFor();
    await one.look('notice');
    await one.send();
    await one.person.alert().waitFor();
    expect(await one.person.alert().textContent()).toContain('hokut0.example');
    await one.look('alert');
    await one.button(one.words.confirm);
    await one.person.sendButton().waitFor();
    await one.look('checklist');
    await one.confirm();
    await one.person.left();
    await expect.poll(count).toBe(before + 1);
  });

  walk('forced-bcc', async (one) => {
    const before = await count();
    await one.begin('tenExternals');
    await one.send();
    await one.person.alert().waitFor();
    await one.look('alert');
    await one.button(one.words.confirm);
    const make = one.pane.getByRole('button', { name: one.words.make });
    await make.waitFor();
    await one.look('offered');
    await one.make(make);
    await one.look('done');
    await one.confirm();
    await expect.poll(count).toBe(before + 1);
    const [newest] = await sink(server.origin);
    expect(newest?.to).toHaveLength(11);
    const raw = await rawMail(server.origin, newest?.id ?? '');
    expect(raw).toMatch(/^To: .*sato@minato\.example/m);
    expect(raw).not.toContain('aoba.example');
  });

  walk('encrypted-zip', async (one) => {
    const before = await count();
    await one.begin('privateZip');
    await one.send();
    await one.person.alert().waitFor();
    await one.look('alert');
    await one.button(one.words.confirm);
    await one.person.sendButton().waitFor();
    const advice = lang === 'ja' ? /パスワード/ : /password/;
    expect(await one.pane.locator('body').textContent()).toMatch(advice);
    await one.look('checklist');
    await one.confirm();
    await expect.poll(count).toBe(before + 1);
  });

  walk('edited', async (one) => {
    const before = await count();
    await one.begin('partner');
    await one.send();
    await one.button(one.words.confirm);
    await one.pane.getByRole('checkbox').first().waitFor();
    await one.keyboard.reach(one.person.page.getByRole('textbox', { name: one.words.subject, exact: true }));
    await one.person.page.keyboard.type('!');
    await one.confirm();
    await one.person.alert().waitFor();
    await one.look('asked-again');
    expect(await count()).toBe(before);
  });

  walk('server-down', async (one) => {
    const before = await count();
    await one.begin('internal');
    await one.send();
    await expect.poll(count).toBe(before + 1);
    await one.person.page.context().route('**/v1/**', (route) => route.abort());
    await one.keyboard.press(one.person.page.getByRole('tab').first());
    await one.keyboard.press(one.person.page.getByRole('button', { name: one.words.examples }));
    await one.keyboard.item(one.person.page.getByRole('menuitem', { name: one.words.partner }));
    await one.send();
    await one.person.alert().waitFor();
    expect(await one.person.alert().textContent()).toContain('tanaka@hokuto.example');
    await one.look('alert');
    await one.button(one.words.anyway);
    await one.person.alert().waitFor({ state: 'hidden' });
  });

  walk('meeting', async (one) => {
    await one.begin('meeting');
    await one.look('window');
    await one.send();
    await one.person.alert().waitFor();
    expect(await one.person.alert().textContent()).toContain('tanaka@hokuto.example');
    await one.look('alert');
    await one.button(one.words.confirm);
    await one.person.sendButton().waitFor();
    await one.look('checklist');
    await one.confirm();
    await one.person.left();
  });

  walk('popup', async (one) => {
    const before = await count();
    await one.begin('partner', '?mode=popup');
    await one.send();
    const dialog = one.person.page.frameLocator('[role=alertdialog] iframe');
    const button = dialog.getByRole('button', { name: one.words.sendConfirmed });
    await button.waitFor();
    await one.look('dialog');
    const boxes = dialog.getByRole('checkbox', { checked: false });
    for (let left = await boxes.count(); left > 0; left = await boxes.count()) {
      await one.keyboard.press(boxes.first(), 'Space');
    }
    await one.look('ticked');
    await one.keyboard.press(button);
    await expect.poll(count).toBe(before + 1);
  });

  walk('hundreds', async (one) => {
    const before = await count();
    await one.begin('hundreds');
    await one.send();
    await one.person.alert().waitFor();
    await one.look('alert');
    await one.button(one.words.confirm);
    const make = one.pane.getByRole('button', { name: one.words.make });
    await make.waitFor();
    await one.look('offered');
    await one.make(make);
    await one.look('checklist');
    const boxes = await one.pane.getByRole('checkbox').count();
    expect(boxes).toBeGreaterThan(0);
    expect(await count()).toBe(before);
  });
});
