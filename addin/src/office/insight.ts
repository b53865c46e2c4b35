import type { OfficeCalls } from './async';
import { currentItem, hasMailboxSet, paneButton } from './context';

/** What the bar above a mail shows; text at most 150 characters, label at most 30. */
export interface Insight {
  readonly text: string;
  readonly label: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Our one line in the bar above the item. */
const key = 'sekisho';
const patience = 2_000;

/** Shows a line above the item with a button that opens our pane, in place of the one before. Needs Mailbox 1.10. */
export function showInsight(calls: OfficeCalls, insight: Insight): Promise<unknown> {
  const bar = currentItem().notificationMessages;
  if (bar === undefined || !hasMailboxSet('1.10')) {
    return Promise.resolve();
  }
  const details = {
    type: 'insightMessage',
    message: insight.text,
    icon: 'Icon.16',
    actions: [
      {
        actionType: 'showTaskPane',
        actionText: insight.label,
        commandId: paneButton(),
        contextData: JSON.stringify(insight.data),
      },
    ],
  } as unknown as Office.NotificationMessageDetails;
  return calls.call<void>('notificationMessages.replaceAsync', patience, (done) =>
    bar.replaceAsync(key, details, done),
  );
}

/** Takes our line away. That there was none is no failure. */
export function clearInsight(calls: OfficeCalls): Promise<unknown> {
  const bar = currentItem().notificationMessages;
  if (bar === undefined || !hasMailboxSet('1.10')) {
    return Promise.resolve();
  }
  return calls.call<void>('notificationMessages.removeAsync', patience, (done) => bar.removeAsync(key, done));
}

/** Shows an error above the item; text at most 150 characters. */
export async function showError(calls: OfficeCalls, message: string): Promise<void> {
  const bar = currentItem()?.notificationMessages;
  if (bar !== undefined) {
    const details = { type: 'errorMessage', message } as unknown as Office.NotificationMessageDetails;
    await calls.call<void>('notificationMessages.replaceAsync', patience, (done) =>
      bar.replaceAsync(`${key}.error`, details, done),
    );
  }
}
