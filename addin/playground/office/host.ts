import { type Alert, type ButtonKind, failure, refusal, unresolved } from './alert';
import { ApiCalls } from './api-calls';
import { type Clock, realClock } from './clock';
import { ComposeWatch } from './compose-watch';
import { DialogDesk } from './dialogs';
import type { Draft } from './draft';
import type { LoadEventCode } from './event-room';
import { Faults } from './faults';
import { bridgeOf, type Identity } from './identity';
import type { ItemWindow } from './item';
import { type LoadFunctionFile, runItemSend } from './item-send';
import type { FakeManifest } from './manifest';
import { type FakeOffice, type Handler, officeOf } from './namespace';
import { type Profile, supports } from './profiles';
import { QuirkLog } from './quirk';
import { type EventScene, type HandlerOutcome, runHandler } from './run-handler';
import { type Unasked, unaskedBecause } from './unasked';
import { type CallRecord, type MailboxStore, newItemStore, type World } from './world';

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
  /** Runs the add-in's event code. */
  readonly load: LoadEventCode;
  /** Loads the page of the older ItemSend. */
  readonly loadFunctionFile?: LoadFunctionFile;
  /** Where the add-in's pages are; dialogs must be there too. */
  readonly origin?: string;
  /** The signed-in account; without it the draft's sender. */
  readonly account?: string;
  readonly displayLanguage?: string;
  readonly clock?: Clock;
  /** Milliseconds of each asynchronous call; default 1. */
  readonly latency?: number;
  /** What stays from item to item; without it, nothing. */
  readonly mailbox?: MailboxStore;
  readonly identity?: Identity;
}

/**
 * One compose window of Outlook with the add-in in it. It enforces what is documented and records in `quirks` what the
 * add-in does against it. `open`, `edited`, `send` and `press` are what the person does; `subscribe` tells the screen to
 * look again.
 */
export class OutlookHost {
  readonly quirks = new QuirkLog();
  readonly faults = new Faults();
  readonly world: World;
  readonly dialogs: DialogDesk;
  readonly watch: ComposeWatch;
  status: Status = 'composing';
  alert: Alert | undefined;
  pane: OpenPane | undefined;
  /** Why the item left without the add-in being asked. */
  unasked: Unasked | undefined;
  /** Work Offline is on. */
  offline = false;
  /** How often Outlook calls the handler for one Send; some call twice. (1.8) */
  invocations = 1;

  private readonly listeners = new Set<() => void>();
  private readonly paneHandlers = new Set<(args: { initializationContextData: string }) => void>();
  private readonly commandHandlers = new Map<string, Handler>();
  private attempt = 0;

  constructor(private readonly options: HostOptions) {
    const { profile, manifest, draft } = options;
    this.world = {
      profile,
      clock: options.clock ?? realClock,
      quirks: this.quirks,
      faults: this.faults,
      permission: manifest.permission,
      account: options.account ?? draft.from.address,
      displayLanguage: options.displayLanguage ?? 'ja-JP',
      latency: options.latency ?? 1,
      draft,
      item: newItemStore(profile),
      mailbox: options.mailbox ?? { roamingSettings: new Map(), runtimeStorage: new Map() },
      identity: options.identity,
      controls: Object.keys(manifest.controls),
      images: manifest.images,
      fileIds: new WeakMap(),
      calls: [],
      changed: () => this.edited(),
    };
    this.dialogs = new DialogDesk(this.world, options.origin ?? 'https://sekisho.example', () => this.notify());
    this.watch = new ComposeWatch(() => this.scene());
  }

  get draft(): Draft {
    return this.world.draft;
  }

  /** Every call of Office that the add-in made. */
  get calls(): readonly CallRecord[] {
    return this.world.calls;
  }

  /** The global `Office` of a pane or a command page that the window opens. */
  office(kind: 'taskpane' | 'command'): FakeOffice {
    const associate = (name: string, handler: Handler) => void this.commandHandlers.set(name, handler);
    return officeOf(new ApiCalls(this.world, kind), this.window(), associate);
  }

  /** `window.nestedAppAuthBridge` of a pane. */
  bridge(kind: 'taskpane' | 'command'): unknown {
    return bridgeOf(this.world, kind);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The window opens; from now on the events of composing are raised. */
  open(): void {
    this.watch.opened();
  }

  /** The person, or an add-in, changed the draft. */
  edited(): void {
    this.watch.changed();
    this.notify();
  }

  /** The person presses Send. Resolves when the item left, or an alert stands. */
  async send(): Promise<Status> {
    if (this.status === 'checking' || this.status === 'sent' || this.status === 'closed') {
      return this.status;
    }
    const attempt = ++this.attempt;
    this.move('checking', undefined);
    this.unasked = unaskedBecause(this.world, this.options.manifest);
    if (this.unasked !== undefined) {
      return this.move('sent', undefined);
    }
    if (this.offline) {
      return this.sendOffline();
    }
    const outcome = await this.ask(attempt);
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
    const opens =
      kind === 'take-action' || (kind === 'dont-send' && this.options.profile.alert.action === 'relabelled');
    return this.leaveAlert(alert, opens);
  }

  /** The person closes the alert by its cross. facts 1.4: before 2410 this opens the pane too. */
  async dismiss(): Promise<Status> {
    this.attempt += 1;
    return this.alert === undefined ? this.status : this.leaveAlert(this.alert, this.options.profile.alert.closeOpens);
  }

  /** The person presses a button of the ribbon or of a notice, or the alert's action does. */
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

  private leaveAlert(alert: Alert, opens: boolean): Status {
    this.move('composing', undefined);
    if (opens && alert.command !== undefined) {
      this.runCommand(alert.command.controlId, alert.command.contextData);
    }
    return this.status;
  }

  private ask(attempt: number): Promise<HandlerOutcome> {
    const { manifest, loadFunctionFile } = this.options;
    if (manifest.itemSend !== undefined) {
      const load = loadFunctionFile ?? (() => Promise.reject(new Error('no function file')));
      return runItemSend(this.world, this.window(), manifest.itemSend, load);
    }
    const slow = () => attempt === this.attempt && this.move('checking', failure(this.world, manifest, 'slow'));
    const event = this.draft.kind === 'message' ? 'OnMessageSend' : 'OnAppointmentSend';
    return Promise.race(
      Array.from({ length: this.invocations }, () => runHandler(this.scene(), event, {}, () => void slow())),
    );
  }

  private sendOffline(): Status {
    // facts 1.6: PromptUser lets it into the Outbox unchecked, the others refuse until online
    return this.options.manifest.sendMode === 'promptUser'
      ? this.move('outbox', undefined)
      : this.move('alert', failure(this.world, this.options.manifest, 'offline'));
  }

  private conclude(outcome: HandlerOutcome): Status {
    const { manifest } = this.options;
    if (outcome.kind !== 'completed') {
      return this.move('alert', failure(this.world, manifest, outcome.kind));
    }
    if (outcome.options.allowEvent === true) {
      const stuck = unresolved(this.world, manifest);
      return stuck === undefined ? this.move('sent', undefined) : this.move('alert', stuck);
    }
    // facts 1.10: an older on-send add-in has told the person itself; the item simply stays
    return manifest.itemSend !== undefined
      ? this.move('composing', undefined)
      : this.move('alert', refusal(this.world, manifest, outcome.options));
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

  private scene(): EventScene {
    const { manifest, load } = this.options;
    return { world: this.world, manifest, load, window: this.window() };
  }

  private window(): ItemWindow {
    return {
      sendFromPane: async () => (await this.send()) === 'sent',
      closePane: () => this.closePane(),
      closeItem: () => void this.move('closed', undefined),
      onInitializationContext: (handler) => void this.paneHandlers.add(handler),
      dialogs: this.dialogs,
    };
  }

  private notify(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}
