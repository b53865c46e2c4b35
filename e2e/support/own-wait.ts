import type { FrameLocator, Locator } from 'playwright-core';
import type { Lang } from './playground.ts';

const words = {
  ja: {
    label: 'メールが送信されるまでの待ち時間',
    usual: '1分（会社の標準）',
    longer: ['5分', '15分', '30分'],
    saved: /保存しました。次に送るメールは\d+分待ちます。/,
    savedUsual: '保存しました。次に送るメールは会社の標準どおりに待ちます。',
    failed: /保存できませんでした/,
  },
  en: {
    label: 'Wait before my mail leaves',
    usual: '1 minute (your organisation’s)',
    longer: ['5 minutes', '15 minutes', '30 minutes'],
    saved: /Saved\. The next message that you send waits \d+ minutes\./,
    savedUsual: 'Saved. The next message that you send waits as your organisation says.',
    failed: /That was not saved/,
  },
} as const;

/** The task pane's choice of how long one's own mails wait, where the policy says a minute, and half an hour at most. */
export class OwnWait {
  readonly words;

  constructor(
    private readonly pane: FrameLocator,
    lang: Lang,
  ) {
    this.words = words[lang];
  }

  box(): Locator {
    return this.pane.getByRole('combobox', { name: this.words.label });
  }

  /** What is in force, as the page says it. */
  async chosen(): Promise<string> {
    return (await this.box().textContent()) ?? '';
  }

  async open(): Promise<void> {
    await this.box().click();
  }

  option(name: string): Locator {
    return this.pane.getByRole('option', { name, exact: true });
  }

  /** All there is to choose, in order; the list is open. */
  options(): Promise<string[]> {
    return this.pane.getByRole('option').allTextContents();
  }

  async choose(name: string): Promise<void> {
    await this.open();
    await this.option(name).click();
  }

  saved(): Locator {
    return this.pane.getByText(this.words.saved);
  }

  savedUsual(): Locator {
    return this.pane.getByText(this.words.savedUsual);
  }

  failed(): Locator {
    return this.pane.getByRole('alert').filter({ hasText: this.words.failed });
  }
}
