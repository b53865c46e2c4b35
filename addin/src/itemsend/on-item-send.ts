import type { Check, Client } from '@sekisho/client';
import type { Language } from '../check';
import { type FromDialog, fromDialog, type ToDialog } from '../dialog/messages';
import { look, notTaken, stamp } from '../launchevent/decide';
import type { Tools as DoorTools } from '../launchevent/tools';
import { decideUnchecked, noteUnchecked, type UncheckedMail } from '../launchevent/unchecked-send';
import { displayLanguage, serverOrigin } from '../office';
import { type Dialog, openDialog } from '../office/dialog';
import { answerOf } from '../taskpane/api-server';
import { makeChanges, makeFix } from '../taskpane/make';

type Tools = DoorTools<Client>;

/** Outlook ends the event after 300,000 milliseconds; a person who went away finds the mail as it was. */
const patience = 280_000;
const confirmPatience = 10_000;

/** Whether the mail goes, and what to say in the bar above it if nothing else was said. */
export interface ItemSendAnswer {
  readonly send: boolean;
  readonly notice?: 'no-dialog';
}

/** The older on-send: asks in a dialog while Outlook waits. */
export async function decideItemSend(tools: Tools): Promise<ItemSendAnswer> {
  const looked = await look(tools);
  if (looked.kind === 'unchecked') {
    return settleUnchecked(tools, looked.mail);
  }
  if (looked.kind === 'not-taken') {
    const { text } = notTaken(looked);
    const first = { type: 'unchecked', refused: true, text, mayOverride: false, language: displayLanguage() } as const;
    return converse(tools, first, undefined);
  }
  return settle(tools, looked.check);
}

/** Where the person has the last word, what became of the mail is known, and written down, after it. */
async function settleUnchecked(tools: Tools, mail: UncheckedMail): Promise<ItemSendAnswer> {
  const answer = await decideUnchecked(tools, mail, true);
  if (answer.send) {
    await noteUnchecked(tools, mail, 'sent');
    return { send: true };
  }
  const { text, mayOverride } = answer.refusal;
  if (!mayOverride) {
    await noteUnchecked(tools, mail, 'stopped');
  }
  const first = { type: 'unchecked', text, mayOverride, language: displayLanguage() } as const;
  const ended = await converse(tools, first, undefined);
  if (mayOverride) {
    await noteUnchecked(tools, mail, ended.send ? 'sent' : 'warned');
  }
  return ended;
}

/** Lets go what may go, and asks about the rest. */
async function settle(tools: Tools, check: Check): Promise<ItemSendAnswer> {
  if (check.decision === 'send') {
    await stamp(tools, check);
    return { send: true };
  }
  return converse(tools, { type: 'check', check, language: displayLanguage() }, check);
}

/** Shows the first message and answers what the person does, until the mail goes or stays. */
function converse(tools: Tools, first: ToDialog, check: Check | undefined): Promise<ItemSendAnswer> {
  return new Promise((resolve) => {
    const talk = new Talk(tools, first, check, resolve);
    void talk.open();
  });
}

class Talk {
  private dialog: Dialog | undefined;
  private over = false;
  private busy = false;
  private readonly language: Language = displayLanguage();
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(
    private readonly tools: Tools,
    private readonly first: ToDialog,
    private check: Check | undefined,
    private readonly resolve: (answer: ItemSendAnswer) => void,
  ) {
    this.timer = setTimeout(() => this.end({ send: false }), patience);
  }

  async open(): Promise<void> {
    const opened = await openDialog(this.tools.calls, `${serverOrigin()}/addin/dialog.html`, {
      heard: (text) => void this.hear(fromDialog(text)),
      closed: () => this.end({ send: false }, false),
    });
    if (!opened.ok) {
      this.end({ send: false, notice: 'no-dialog' });
      return;
    }
    this.dialog = opened.value;
    if (this.over) {
      opened.value.close();
    }
  }

  /** One thing at a time: what is pressed while the mail is being changed or confirmed is not heard. */
  private async hear(message: FromDialog | undefined): Promise<void> {
    if (message === undefined || this.over || this.busy) {
      return;
    }
    this.busy = true;
    await this.act(message).catch(() => this.tell({ type: 'said', result: 'unsure' }));
    this.busy = false;
  }

  private async act(message: FromDialog): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.tell(this.first);
      case 'back':
        return this.end({ send: false });
      case 'send-anyway':
        // once the server has answered, its word counts
        return this.end({
          send: this.check === undefined && this.first.type === 'unchecked' && this.first.mayOverride,
        });
      case 'fix':
        return this.afterChange(await makeFix(this.tools.calls, message.fix));
      case 'make':
        return this.check && this.afterChange(await makeChanges(this.tools.calls, this.check));
      case 'confirm':
        return this.confirm(message.request);
    }
  }

  private async confirm(request: Parameters<Tools['client']['confirm']>[1]): Promise<void> {
    if (this.check === undefined) {
      return;
    }
    const done = answerOf(await this.tools.client.confirm(this.check.id, request, confirmPatience));
    if (!done.ok && done.failure.kind === 'missing') {
      return this.tell({ type: 'missing', missing: done.failure.missing });
    }
    return done.ok ? this.lookAgain('failed') : this.tell({ type: 'said', result: 'failed' });
  }

  private async afterChange(result: 'done' | 'unsure' | 'failed'): Promise<void> {
    return result === 'done' ? this.lookAgain('unsure') : this.tell({ type: 'said', result });
  }

  /** What was confirmed must still be what is sent. `otherwise` is said where nothing is known: a change was made. */
  private async lookAgain(otherwise: 'unsure' | 'failed'): Promise<void> {
    const looked = await look(this.tools);
    if (looked.kind !== 'checked') {
      return this.tell({ type: 'said', result: otherwise });
    }
    this.check = looked.check;
    if (looked.check.decision === 'send') {
      await stamp(this.tools, looked.check);
      return this.end({ send: true });
    }
    return this.tell({ type: 'check', check: looked.check, language: this.language });
  }

  private tell(message: ToDialog): void {
    if (!this.over) {
      this.dialog?.send(JSON.stringify(message));
    }
  }

  /** The dialog goes before the event ends: Outlook wants that. */
  private end(answer: ItemSendAnswer, close = true): void {
    if (this.over) {
      return;
    }
    this.over = true;
    clearTimeout(this.timer);
    if (close) {
      this.dialog?.close();
    }
    this.resolve(answer);
  }
}
