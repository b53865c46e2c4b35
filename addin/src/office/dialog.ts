import { failed, ok, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';

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
  dialog.addEventHandler(Office.EventType.DialogMessageReceived, (args) => {
    if ('message' in args) {
      events.heard(args.message);
    }
  });
  dialog.addEventHandler(Office.EventType.DialogEventReceived, () => events.closed());
  return { send: (message) => dialog.messageChild(message), close: () => dialog.close() };
}

/** In the dialog: hears its opener. */
export function onParentMessage(heard: (message: string) => void): void {
  Office.context.ui.addHandlerAsync(Office.EventType.DialogParentMessageReceived, (args: { message: string }) =>
    heard(args.message),
  );
}

/** In the dialog: tells its opener. */
export function tellParent(message: string): void {
  Office.context.ui.messageParent(message);
}
