import { failed, ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { serverOrigin } from './origin';

/** A dialog of ours that is open. Messages are text. */
export interface Dialog {
  readonly send: (message: string) => void;
  readonly close: () => void;
}

/** What a dialog tells its opener. */
export interface DialogEvents {
  readonly heard: (message: string) => void;
  /** The person closed it, or Outlook did. */
  readonly closed: () => void;
}

/** Another dialog of the same page may still be going: Outlook says so with this code, and a moment later it is gone. */
const alreadyOpen = 12_007;
const tries = 5;
const pause = 300;

/**
 * Opens a page of ours over Outlook's window. In event handlers of Smart Alerts Outlook refuses this; in the older on-send it
 * is the way to ask. `url` is on the origin of the page.
 */
export async function openDialog(
  calls: OfficeCalls,
  url: string,
  events: DialogEvents,
): Promise<Result<Dialog, OfficeError>> {
  const options = { height: 80, width: 50, displayInIframe: true, promptBeforeOpen: false };
  for (let tried = 1; ; tried += 1) {
    const opened = await calls.call<Office.Dialog>('displayDialogAsync', 10_000, (done) =>
      Office.context.ui.displayDialogAsync(url, options, done),
    );
    if (opened.ok) {
      return ok(listen(opened.value, events));
    }
    if (opened.error.kind !== 'failed' || opened.error.code !== alreadyOpen || tried === tries) {
      return failed(opened.error);
    }
    await new Promise<void>((resolve) => setTimeout(() => resolve(), pause));
  }
}

function listen(dialog: Office.Dialog, events: DialogEvents): Dialog {
  const origin = serverOrigin();
  dialog.addEventHandler(Office.EventType.DialogMessageReceived, (args) => {
    if ('message' in args && isFrom(origin, args.origin)) {
      events.heard(args.message);
    }
  });
  dialog.addEventHandler(Office.EventType.DialogEventReceived, () => events.closed());
  return { send: (message) => dialog.messageChild(message, ...only(origin)), close: () => dialog.close() };
}

/** In the dialog, a page on `origin`: hears its opener, which is on it too. */
export function onParentMessage(origin: string, heard: (message: string) => void): void {
  const hear = (args: Office.DialogParentMessageReceivedEventArgs) => {
    if (isFrom(origin, args.origin)) {
      heard(args.message);
    }
  };
  Office.context.ui.addHandlerAsync(Office.EventType.DialogParentMessageReceived, hear);
}

/** In the dialog: tells its opener, and nobody on another origin. */
export function tellParent(origin: string, message: string): void {
  Office.context.ui.messageParent(message, ...only(origin));
}

/** Without DialogOrigin 1.1 nobody says where a message is from; Outlook then carries it within one origin alone. */
function isFrom(origin: string, said: string | undefined): boolean {
  return said === undefined || said === origin;
}

/** For whom a message is, where it can be said. */
function only(targetOrigin: string): [] | [Office.DialogMessageOptions] {
  return Office.context.requirements.isSetSupported('DialogOrigin', '1.1') ? [{ targetOrigin }] : [];
}
