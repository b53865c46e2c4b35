import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Lang } from './playground.ts';

const words = {
  ja: {
    open: '関所を開く',
    title: '保留中のメール',
    wait: /保留中 .* まで/,
    confirm: '未確認（通知メールから確認できます）',
    release: '今すぐ送信',
    discard: '破棄',
    discardIt: '破棄する',
  },
  en: {
    open: 'Open Sekisho',
    title: 'Held messages',
    wait: /Held until /,
    confirm: 'Not confirmed yet (see the notice in your mailbox)',
    release: 'Send now',
    discard: 'Discard',
    discardIt: 'Discard it',
  },
} as const;

/** The task pane's list of one's own mails that wait. */
export class HeldMail {
  private readonly w;

  constructor(
    private readonly page: Page,
    private readonly pane: FrameLocator,
    lang: Lang,
  ) {
    this.w = words[lang];
  }

  /** Opens the pane on a new mail, where nothing is to be confirmed. */
  async open(): Promise<void> {
    await this.page.getByRole('button', { name: this.w.open }).click();
  }

  list(): Locator {
    return this.pane.getByRole('region', { name: this.w.title });
  }

  /** The mail with a subject. */
  mail(subject: string): Locator {
    return this.list().getByRole('listitem').filter({ hasText: subject });
  }

  /** What says that a mail waits until a time, or for its sender's word. */
  why(subject: string, kind: 'wait' | 'confirm'): Locator {
    return this.mail(subject).getByText(this.w[kind]);
  }

  releaseButton(subject: string): Locator {
    return this.mail(subject).getByRole('button', { name: this.w.release });
  }

  /** Discards a mail, and says yes when asked. */
  async discard(subject: string): Promise<void> {
    await this.mail(subject).getByRole('button', { name: this.w.discard, exact: true }).click();
    await this.mail(subject).getByRole('button', { name: this.w.discardIt, exact: true }).click();
  }
}
