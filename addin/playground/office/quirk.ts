/** The name of one broken promise towards Outlook. Each is a documented limit or a documented loss, never a matter of taste. */
export type QuirkCode =
  | 'append-too-long'
  | 'attachment-id'
  | 'attachment-name-too-long'
  | 'attachment-too-large'
  | 'attachments-full'
  | 'blocked-in-handler'
  | 'body-edited-in-handler'
  | 'body-too-long'
  | 'cancel-label-too-long'
  | 'completed-late'
  | 'completed-twice'
  | 'context-data-not-string'
  | 'context-data-without-command'
  | 'custom-properties-full'
  | 'dialog-address'
  | 'dialog-left-open'
  | 'dialog-twice'
  | 'error-message-missing'
  | 'error-message-too-long'
  | 'handler-not-associated'
  | 'handler-threw'
  | 'headers-too-large'
  | 'insight-action'
  | 'load-error'
  | 'markdown-unsupported'
  | 'markdown-without-text'
  | 'never-completed'
  | 'notification-icon'
  | 'notification-key'
  | 'notification-persistent'
  | 'notification-too-long'
  | 'onready-ignored'
  | 'permission'
  | 'recipient-field-full'
  | 'relative-url'
  | 'roaming-settings-full'
  | 'second-insight'
  | 'send-mode-override'
  | 'session-data-full'
  | 'slow-handler'
  | 'subject-too-long'
  | 'too-many-calls'
  | 'too-many-notifications'
  | 'too-many-recipients'
  | 'unknown-command'
  | 'unresolved-recipient';

/** One thing the add-in did that Outlook does not put up with. */
export interface Quirk {
  readonly code: QuirkCode;
  /** The API or option it happened at: `to.setAsync`, `event.completed`. */
  readonly api: string;
  /** What was done, with numbers, and what Outlook makes of it. */
  readonly detail: string;
}

/** Thrown by `QuirkLog.assertClean`: lists everything at once, so that one run shows all there is to repair. */
export class QuirkError extends Error {
  constructor(readonly quirks: readonly Quirk[]) {
    super(`the add-in broke ${quirks.length} rule(s) of Outlook:\n${quirks.map(line).join('\n')}`);
    this.name = 'QuirkError';
  }
}

function line(quirk: Quirk): string {
  return `- ${quirk.code} at ${quirk.api}: ${quirk.detail}`;
}

/** Collects quirks in the order in which they happened. */
export class QuirkLog {
  private readonly seen: Quirk[] = [];

  add(code: QuirkCode, api: string, detail: string): void {
    this.seen.push({ code, api, detail });
  }

  get all(): readonly Quirk[] {
    return this.seen;
  }

  get codes(): readonly QuirkCode[] {
    return this.seen.map((quirk) => quirk.code);
  }

  /** Throws a QuirkError if anything was recorded. */
  assertClean(): void {
    if (this.seen.length > 0) {
      throw new QuirkError(this.seen);
    }
  }
}
