import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { Keyboard } from './keyboard.ts';
import { type Lang, sink } from './playground.ts';

const catalogue = (lang: Lang) =>
  JSON.parse(readFileSync(new URL(`../../server/internal/held/${lang}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;

const words = { ja: catalogue('ja'), en: catalogue('en') };

/** Sends a mail past the add-in, as a phone would. Throws where the gateway does not take it. */
export async function sendPast(origin: string, to: string, subject: string): Promise<void> {
  const answer = await fetch(`${origin}/demo/send`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      from: { address: 'sato@minato.example', name: '佐藤 花子' },
      to: [{ address: to, name: '' }],
      cc: [],
      bcc: [],
      subject,
      body: 'よろしくお願いいたします。',
      headers: {},
      attachments: [],
    }),
  });
  const text = await answer.text();
  if (!answer.ok || !(JSON.parse(text) as { accepted: boolean }).accepted) throw new Error(`${to}: ${text}`);
}

/** Where the button of the newest notice to somebody about a subject leads, in a language; undefined: none has come. */
export async function linkTo(origin: string, who: string, subject: string, lang: Lang): Promise<string | undefined> {
  const notices = (await sink(origin)).filter((one) => one.to.includes(who) && one.subject.includes(subject));
  const link = notices.find((one) => one.links.length > 0)?.links[0];
  if (link === undefined) return undefined;
  const { pathname } = new URL(link);
  return `${origin}${pathname}?lang=${lang}`;
}

/** The page behind a link, for a person who has no mouse. */
export class HeldPage {
  readonly keyboard: Keyboard;

  constructor(
    readonly page: Page,
    private readonly lang: Lang,
  ) {
    this.keyboard = new Keyboard(page);
  }

  /** A sentence of the pages. */
  say(key: string): string {
    const said = words[this.lang][key];
    if (said === undefined) throw new Error(`the pages do not say ${key}`);
    return said;
  }

  async heading(): Promise<string> {
    return (await this.page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  }

  async press(key: string): Promise<void> {
    await this.keyboard.press(this.button(key));
  }

  button(key: string): Locator {
    return this.page.getByRole('button', { name: this.say(key), exact: true });
  }
}
