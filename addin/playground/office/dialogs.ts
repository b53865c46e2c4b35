import { type ApiCalls, ApiError } from './api-calls';
import type { FakeOffice } from './namespace';
import { supports } from './profiles';
import type { World } from './world';

type Listener = (args: unknown) => void;
type Target = { readonly targetOrigin: string };

/** The fake gives DialogOrigin 1.1 to clients with this Mailbox set, so that both kinds are played. Which have it is not in our facts. */
export const dialogOriginWith = '1.14';

/** The dialog that stands before the person. */
export interface OpenDialog {
  readonly url: string;
  /** The global `Office` of the dialog's page. */
  readonly office: FakeOffice;
}

/** The error that the opener hears when the person closes the dialog. (1.10) */
const closedByPerson = 12_006;

/** The one dialog that a page of the add-in may have open. (1.10) */
export class DialogDesk {
  open: OpenDialog | undefined;
  private toOpener = new Map<string, Set<Listener>>();
  private toDialog = new Set<Listener>();

  constructor(
    private readonly world: World,
    private readonly origin: string,
    private readonly changed: () => void,
  ) {}

  /** displayDialogAsync of one runtime. */
  display(calls: ApiCalls, url: string, args: readonly unknown[]): void {
    calls.run('displayDialogAsync', { permission: 'Restricted', handlers: 'blocked' }, args, () => this.show(url));
  }

  /** The person closes the dialog's window. */
  closedByPerson(): void {
    if (this.open !== undefined) {
      const listeners = this.toOpener;
      this.close();
      tell(listeners.get('dialogEventReceived'), { error: closedByPerson });
    }
  }

  /** A message arrives in the dialog's opener; DialogOrigin 1.1 says from where. */
  sayToOpener(message: string, from: string, listeners = this.toOpener): void {
    tell(listeners.get('dialogMessageReceived'), { message, origin: this.sender(from) });
  }

  /** A message arrives in the dialog. */
  sayToDialog(message: string, from: string): void {
    tell(this.toDialog, { message, origin: this.sender(from) });
  }

  close(): void {
    this.open = undefined;
    this.changed();
  }

  private show(url: string): unknown {
    this.mayShow(url);
    this.toOpener = new Map();
    this.toDialog = new Set();
    this.open = { url, office: this.dialogOffice() };
    this.changed();
    const toOpener = this.toOpener;
    const mine = this.open;
    return {
      addEventHandler: (type: string, listener: Listener) => listen(toOpener, type).add(listener),
      messageChild: (message: string, options?: Target) =>
        this.later(() => mine === this.open && this.reaches(options) && this.sayToDialog(message, this.origin)),
      close: () => mine === this.open && this.close(),
    };
  }

  private mayShow(url: string): void {
    const { quirks } = this.world;
    if (this.open !== undefined) {
      quirks.add('dialog-twice', 'displayDialogAsync', 'one dialog at a time (facts 1.10)');
      throw new ApiError(12_007, 'DialogAlreadyOpened', 'A dialog is already opened from this host window.');
    }
    if (!url.startsWith(`${this.origin}/`)) {
      quirks.add('dialog-address', 'displayDialogAsync', `"${url}" is not on ${this.origin} (facts 1.10)`);
      throw new ApiError(12_004, 'DomainNotTrusted', 'The domain of the URL is not trusted.');
    }
  }

  /** facts 1.10: in a dialog only messageParent and isSetSupported are of use. */
  private dialogOffice(): FakeOffice {
    const toOpener = this.toOpener;
    return {
      EventType: { DialogParentMessageReceived: 'dialogParentMessageReceived' },
      AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
      onReady: (callback?: (info: unknown) => void) =>
        Promise.resolve({ host: 'Outlook', platform: this.world.profile.platform }).then((info) => {
          callback?.(info);
          return info;
        }),
      context: {
        requirements: { isSetSupported: (name: string) => name === 'DialogApi' || this.hasOrigin(name) },
        ui: {
          messageParent: (message: string, options?: Target) =>
            this.later(() => this.reaches(options) && this.sayToOpener(message, this.origin, toOpener)),
          addHandlerAsync: (type: string, listener: Listener, ...args: unknown[]) => {
            if (type === 'dialogParentMessageReceived') {
              this.toDialog.add(listener);
            }
            const done = args.find((arg): arg is Listener => typeof arg === 'function');
            this.later(() => done?.({ status: 'succeeded' }));
          },
        },
      },
    };
  }

  private hasOrigin(name: string): boolean {
    return name === 'DialogOrigin' && supports(this.world.profile, dialogOriginWith);
  }

  private sender(from: string): string | undefined {
    return this.hasOrigin('DialogOrigin') ? from : undefined;
  }

  private reaches(options: Target | undefined): boolean {
    return options === undefined || options.targetOrigin === this.origin;
  }

  private later(run: () => void): void {
    this.world.clock.setTimeout(run, this.world.latency);
  }
}

function listen(all: Map<string, Set<Listener>>, type: string): Set<Listener> {
  const known = all.get(type) ?? new Set();
  all.set(type, known);
  return known;
}

function tell(listeners: Iterable<Listener> | undefined, args: unknown): void {
  for (const listener of listeners ?? []) {
    listener(args);
  }
}
