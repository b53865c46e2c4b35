/** Why there is no token. */
export type NoToken =
  /** The person must sign in or agree; only a pane can ask. */
  | 'ask'
  /** The person closed the window. */
  | 'cancelled'
  /** An administrator must agree first. */
  | 'consent'
  /** This Outlook or this mailbox does not have this way. */
  | 'unavailable'
  /** It was tried and went wrong, or took too long. */
  | 'failed';

/** A token, or why there is none. The token is for the Authorization header and nothing else: it is neither kept nor logged. */
export type Token = { readonly token: string } | { readonly why: NoToken };

/** A token where there is one. */
export function tokenOf(outcome: Token): string {
  return 'token' in outcome ? outcome.token : '';
}

/** Waits no longer than `milliseconds`. Never rejects. */
export function inTime(outcome: Promise<Token>, milliseconds: number): Promise<Token> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ why: 'failed' }), Math.max(0, milliseconds));
    const finish = (result: Token) => {
      clearTimeout(timer);
      resolve(result);
    };
    outcome.then(finish, () => finish({ why: 'failed' }));
  });
}

/** Whether Entra says that a person may not agree for himself: AADSTS90093 to 90095, and 900941. */
export function needsAdministrator(text: string): boolean {
  return /AADSTS(9009[345]|900941)\b/.test(text);
}
