import type { FrameLocator, Page } from 'playwright-core';

/** The words of one language that the stories look for. */
export const words = {
  ja: {
    examples: '例から作成',
    privateZip: '個人用アドレスに暗号化 ZIP',
    rival: '競合他社へのメール',
    internal: '社内へのメール',
    lookAlike: 'よく似たドメインあて',
    tenExternals: '社外 10 件を To に',
    meeting: '社外を含む会議',
    hundreds: '500 人へのお知らせ',
    partner: '取引先へ見積書を送る',
    make: '変更して続ける',
    anyway: 'このまま送信',
    to: '宛先',
    subject: '件名',
    send: '送信',
    confirm: '確認する',
    dontSend: '送信しない',
    unreachable: '関所のサーバーで確認できませんでした。',
    sendConfirmed: '確認して送信',
    yes: 'はい',
    skip: /アドインを通さずに送る/,
  },
  en: {
    examples: 'Examples',
    privateZip: 'Encrypted ZIP to a private mailbox',
    rival: 'To a competitor',
    internal: 'To a colleague',
    lookAlike: 'To a look-alike domain',
    tenExternals: 'Ten outsiders in To',
    meeting: 'A meeting with an outsider',
    hundreds: 'News to 500 people',
    partner: 'A quotation to a customer',
    make: 'Change it and go on',
    anyway: 'Send Anyway',
    to: 'To',
    subject: 'Subject',
    send: 'Send',
    confirm: 'Review',
    dontSend: "Don't Send",
    unreachable: 'Sekisho could not check this with its server.',
    sendConfirmed: 'Confirm and send',
    yes: 'Yes',
    skip: /without the add-in/i,
  },
} as const;

export type Lang = keyof typeof words;

/** The examples that stories begin with. */
export type ExampleWord =
  | 'privateZip'
  | 'rival'
  | 'internal'
  | 'lookAlike'
  | 'tenExternals'
  | 'meeting'
  | 'hundreds'
  | 'partner';

/** A person at the playground: what they do, in the page's own words. */
export class Playground {
  private readonly w;

  constructor(
    readonly page: Page,
    lang: Lang,
  ) {
    this.w = words[lang];
  }

  /** Opens the page; `query` chooses another Outlook, such as "?mode=popup". */
  async open(origin: string, query = ''): Promise<void> {
    await this.page.goto(`${origin}/playground/${query}`);
    await this.page.getByRole('button', { name: this.w.examples }).waitFor();
  }

  async choose(example: ExampleWord): Promise<void> {
    await this.page.getByRole('button', { name: this.w.examples }).click();
    await this.page.getByRole('menuitem', { name: this.w[example] }).click();
  }

  async addRecipient(address: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.w.to, exact: true }).fill(address);
    await this.page.keyboard.press('Enter');
  }

  async changeSubject(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.w.subject, exact: true }).fill(text);
  }

  async send(): Promise<void> {
    await this.page.getByRole('toolbar').getByRole('button', { name: this.w.send, exact: true }).click();
  }

  alert() {
    return this.page.getByRole('alertdialog').or(this.page.getByRole('dialog'));
  }

  async review(): Promise<void> {
    await this.alert().getByRole('button', { name: this.w.confirm }).click();
  }

  async cancel(): Promise<void> {
    await this.alert().getByRole('button', { name: this.w.dontSend }).click();
  }

  pane(): FrameLocator {
    return this.page.frameLocator('aside iframe, [role=complementary] iframe');
  }

  sendButton() {
    return this.pane().getByRole('button', { name: this.w.sendConfirmed });
  }

  /** Ticks everything and answers every question with yes. */
  async tickAll(): Promise<void> {
    await this.pane().getByRole('checkbox').first().waitFor();
    for (const box of await this.pane().getByRole('checkbox').all()) await box.check();
    for (const yes of await this.pane().getByRole('radio', { name: this.w.yes }).all()) await yes.check();
  }

  /**
   * Waits until a confirmed mail has left, and its pane with it. A machine may stand still for longer than a Send waits for the server:
   * then the person is told so, goes back, and sends once more. If the mail stays, the error says what stands on the screen.
   */
  async left(): Promise<void> {
    const gone = this.pane().locator('body').waitFor({ state: 'detached' });
    const stalled = this.alert().getByText(this.w.unreachable).waitFor();
    const late = stalled.then(async () => {
      await this.cancel();
      await this.send();
      await gone;
    });
    try {
      await Promise.any([gone, late]);
    } catch (cause) {
      const shown = [...(await this.alert().allInnerTexts()), ...(await this.pane().locator('body').allInnerTexts())];
      throw new Error(`the mail has not left; on the screen:\n${shown.join('\n---\n')}`, { cause });
    }
  }

  async skipAddin(): Promise<void> {
    await this.page.getByRole('switch', { name: this.w.skip }).check();
  }
}

/** A mail in the sink; links are those of a notice. */
export interface StoredMail {
  readonly id: string;
  readonly to: string[];
  readonly subject: string;
  readonly links: readonly string[];
}

/** What reached the sink, newest first. */
export async function sink(origin: string): Promise<StoredMail[]> {
  const answer = await fetch(`${origin}/demo/sink`);
  return ((await answer.json()) as { messages: StoredMail[] }).messages;
}

/** One mail of the sink as it arrived. */
export async function rawMail(origin: string, id: string): Promise<string> {
  return (await fetch(`${origin}/demo/sink/${id}`)).text();
}
