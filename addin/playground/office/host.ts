import { type Alert, type ButtonKind, failure, refusal } from './alert';
import { ApiCalls } from './api-calls';
import { type Clock, realClock } from './clock';
import type { Draft } from './draft';
import { Faults } from './faults';
import type { ItemWindow } from './item';
import type { FakeManifest } from './manifest';
import { type FakeOffice, type Handler, officeOf } from './namespace';
import type { Profile } from './profiles';
import { supports } from './profiles';
import { QuirkLog } from './quirk';
import { type HandlerOutcome, type LoadEventCode, runSendHandler } from './send-event';
import type { ItemStore, MailboxStore, World } from './world';

/** Where the item is. `outbox` and `drafts` are where Outlook puts it when it cannot send now. */
export type Status = 'composing' | 'checking' | 'alert' | 'sent' | 'outbox' | 'closed';

/** The pane that is open, and the button it was opened by. */
export interface OpenPane {
  readonly controlId: string;
}

export interface HostOptions {
  readonly profile: Profile;
  readonly manifest: FakeManifest;
  readonly draft: Draft;
  /** Runs the add-in's event code; see runtimes.ts. */
  readonly load: LoadEventCode;
  /** The signed-in account; without it the draft's sender. */
  readonly account?: string;
  readonly displayLanguage?: string;
  readonly clock?: Clock;
  /** Milliseconds of each asynchronous call; default 1. */
  readonly latency?: number;
  /** What stays from item to item; without it, nothing. */
  readonly mailbox?: MailboxStore;
}

/**
 * One compose window of Outlook with the add-in in it. It enforces what is documented and records in `quirks` what the
 * add-in does against it. `send` and `press` are what the person does; `subscribe` tells the screen to look again.
 */
export class OutlookHost {
  readonly quirks = new QuirkLog();
  readonly faults = new Faults();
  readonly world: World;
  status: Status = 'composing';
  alert: Alert | undefined;
  pane: OpenPane | undefined;
  /** Work Offline is on. */
  offline = false;

  private readonly listeners = new Set<() => void>();
  private readonly paneHandlers = new Set<(args: { initializationContextData: string }) => void>();
  private readonly commandHandlers = new Map<string, Handler>();
  private attempt = 0;

  constructor(private readonly options: HostOptions) {
    this.world = {
      profile: options.profile,
      clock: options.clock ?? realClock,
      quirks: this.quirks,
      faults: this.faults,
      permission: options.manifest.permission,
      account: options.account ?? options.draft.from.address,
      displayLanguage: options.displayLanguage ?? 'ja-JP',
      latency: options.latency ?? 1,
      draft: options.draft,
      item: emptyItemStore(),
      mailbox: options.mailbox ?? { roamingSettings: new Map(), runtimeStorage: new Map() },
      changed: () => this.notify(),
    };
  }

  get draft(): Draft {
    return this.world.draft;
  }

  /** The global `Office` of a pane or a command page that the window opens. */
  office(kind: 'taskpane' | 'command'): FakeOffice {
    const associate = (name: string, handler: Handler) => void this.commandHandlers.set(name, handler);
    return officeOf(new ApiCalls(this.world, kind), this.window(), associate);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The person presses Send. Resolves when the item left, or an alert stands. */
  async send(): Promise<Status> {
    if (this.status === 'checking' || this.status === 'sent' || this.status === 'closed') {
      return this.status;
    }
    const attempt = ++this.attempt;
    this.move('checking', undefined);
    if (this.offline) {
      return this.sendOffline();
    }
    const slow = () =>
      attempt === this.attempt && this.move('checking', failure(this.world, this.options.manifest, 'slow'));
    const outcome = await runSendHandler(this.world, this.options.manifest, this.options.load, this.window(), slow);
    if (attempt !== this.attempt) {
      return this.status; // the person pressed Send Anyway or Don't Send meanwhile
    }
    return this.conclude(outcome);
  }

  /** The person presses a button of the alert. */
  async press(kind: ButtonKind): Promise<Status> {
    const alert = this.alert;
    if (alert === undefined || !alert.buttons.some((button) => button.kind === kind)) {
      throw new Error(`the alert has no button ${kind}`);
    }
    this.attempt += 1;
    if (kind === 'send-anyway') {
      return this.move('sent', undefined);
    }
    this.move('composing', undefined);
    const opens =
      kind === 'take-action' || (kind === 'dont-send' && this.options.profile.alert.action === 'relabelled');
    if (opens && alert.command !== undefined) {
      this.runCommand(alert.command.controlId, alert.command.contextData);
    }
    return this.status;
  }

  /** The person presses a button of the ribbon, or the alert's action does. */
  runCommand(controlId: string, contextData = ''): void {
    const control = this.options.manifest.controls[controlId];
    this.world.item.initializationContext = contextData;
    if (control?.kind === 'function') {
      this.commandHandlers.get(control.functionName)?.({ completed: () => {} });
      return;
    }
    const wasOpen = this.pane !== undefined;
    this.pane = { controlId };
    if (wasOpen && supports(this.options.profile, '1.15')) {
      // facts 1.4: a pane that is open already hears of new data only through this event
      for (const handler of this.paneHandlers) {
        handler({ initializationContextData: contextData });
      }
    }
    this.notify();
  }

  closePane(): void {
    this.pane = undefined;
    this.paneHandlers.clear();
    this.notify();
  }

  private sendOffline(): Status {
    // facts 1.6: PromptUser lets it into the Outbox unchecked, the others refuse until online
    return this.options.manifest.sendMode === 'promptUser'
      ? this.move('outbox', undefined)
      : this.move('alert', failure(this.world, this.options.manifest, 'offline'));
  }

  private conclude(outcome: HandlerOutcome): Status {
    if (outcome.kind !== 'completed') {
      return this.move('alert', failure(this.world, this.options.manifest, outcome.kind));
    }
    if (outcome.options.allowEvent === true) {
      return this.move('sent', undefined);
    }
    return this.move('alert', refusal(this.world, this.options.manifest, outcome.options));
  }

  private move(status: Status, alert: Alert | undefined): Status {
    this.status = status;
    this.alert = alert;
    if (status === 'sent') {
      this.pane = undefined;
    }
    this.notify();
    return status;
  }

  private window(): ItemWindow {
    return {
      sendFromPane: async () => (await this.send()) === 'sent',
      closePane: () => this.closePane(),
      closeItem: () => void this.move('closed', undefined),
      onInitializationContext: (handler) => void this.paneHandlers.add(handler),
    };
  }

  private notify(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}

function emptyItemStore(): ItemStore {
  return { sessionData: new Map(), customProperties: new Map(), notifications: new Map(), initializationContext: '' };
}
