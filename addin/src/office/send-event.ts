import type { Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';
import { currentItem, isMeeting } from './context';

/** What the person sees instead of a mail that leaves. Limits: text 500 characters, label 20. */
export interface Refusal {
  readonly text: string;
  readonly markdown: string;
  /** The button that opens our pane, its label, and what the pane is told; none: the alert only informs. */
  readonly action?: {
    readonly button: string;
    readonly label: string;
    readonly data: Readonly<Record<string, string>>;
  };
  /** Whether the person may send all the same. */
  readonly mayOverride: boolean;
}

export type SendAnswer = { readonly send: true } | { readonly send: false; readonly refusal: Refusal };

type SendHandler = () => Promise<SendAnswer>;

/**
 * Takes the send of messages and meetings. The event is completed exactly once, whatever `decide` does; an exception is
 * answered by `otherwise`. The names are those of the manifest, and must be associated while the script runs.
 */
export function onSend(decide: SendHandler, otherwise: (cause: unknown) => SendAnswer): void {
  const handle = (event: Office.MailboxEvent) => {
    const complete = (answer: SendAnswer) => event.completed(completedOptions(answer));
    start(decide).then(complete, (cause) => complete(otherwise(cause)));
  };
  Office.actions.associate('onMessageSendHandler', handle);
  Office.actions.associate('onAppointmentSendHandler', handle);
}

/** An exception before the first wait is a rejection like any other. */
function start(decide: SendHandler): Promise<SendAnswer> {
  return new Promise((resolve) => resolve(decide()));
}

function completedOptions(answer: SendAnswer): Office.SmartAlertsEventCompletedOptions {
  if (answer.send) {
    return { allowEvent: true };
  }
  const { text, markdown, action, mayOverride } = answer.refusal;
  return {
    allowEvent: false,
    errorMessage: text,
    errorMessageMarkdown: markdown,
    // classic Windows before 2402 takes contextData as text only
    ...(action === undefined
      ? {}
      : { commandId: action.button, cancelLabel: action.label, contextData: JSON.stringify(action.data) }),
    ...(mayOverride ? { sendModeOverride: 'promptUser' as Office.MailboxEnums.SendModeOverride } : {}),
  };
}

/** Sets the pass that the gateway looks for. Meetings have no header fields. */
export function stampPass(
  calls: OfficeCalls,
  pass: string,
  milliseconds: number,
): Promise<Result<void, OfficeError>> | undefined {
  const headers = isMeeting() ? undefined : currentItem().internetHeaders;
  return headers === undefined
    ? undefined
    : calls.call<void>('internetHeaders.setAsync', milliseconds, (done) =>
        headers.setAsync({ 'X-Sekisho-Pass': pass }, done),
      );
}
