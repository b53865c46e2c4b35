import { asObject, failed, isText, parseJson, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { currentItem, hasMailboxSet } from './context';

/** What the button that opened the pane told it. Neither a check nor `compose`: it was opened from the ribbon. */
export interface PaneData {
  readonly check: string;
  /** From the bar above a mail being written: what was checked there cannot be confirmed. */
  readonly compose: boolean;
}

/** Runs once Outlook is there; rejects after `milliseconds`, as a blocked office.js would never call back. */
export function whenReady(milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Outlook did not answer within ${milliseconds} ms`)), milliseconds);
    Office.onReady(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Reads what the alert told this pane. */
export async function readPaneData(calls: OfficeCalls): Promise<PaneData> {
  const item = currentItem();
  const result = await calls.call<string>('getInitializationContextAsync', 2_000, (done) =>
    item.getInitializationContextAsync(done),
  );
  return dataOf(result.ok ? result.value : '');
}

/** Hears of a later alert while the pane is open; Outlook before 1.15 opens the pane anew or tells nothing. */
export function onPaneData(heard: (data: PaneData) => void): void {
  if (!hasMailboxSet('1.15')) {
    return;
  }
  const item = currentItem() as unknown as {
    addHandlerAsync?: (type: unknown, handler: (args: { initializationContextData?: string }) => void) => void;
  };
  item.addHandlerAsync?.(Office.EventType.InitializationContextChanged, (args) =>
    heard(dataOf(args.initializationContextData ?? '')),
  );
}

/** Whether the pane can send by itself. Elsewhere the person presses Send again. */
export function canSend(): boolean {
  return hasMailboxSet('1.15') && currentItem().sendAsync !== undefined;
}

/**
 * Sends the item; the send handler looks at it once more. Nothing after a success is sure to run, so everything that must
 * be kept is kept before. The error says that it was refused or could not be sent.
 */
export function sendItem(calls: OfficeCalls): Promise<Result<void, OfficeError>> {
  if (!canSend()) {
    return Promise.resolve(failed({ kind: 'missing', api: 'sendAsync' }));
  }
  return calls.call<void>('sendAsync', 310_000, (done) => currentItem().sendAsync(done));
}

function dataOf(text: string): PaneData {
  const data = asObject(parseJson(text));
  return { check: isText(data?.check) ? data.check : '', compose: data?.compose === '1' };
}
