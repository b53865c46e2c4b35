/**
 * Signing in: nested app authentication through MSAL where Outlook has it, the older single sign-on of Office where it has
 * not, the device token last. Handlers ask quietly and in a fixed time; only a pane lets a window open. A failure is a
 * reason, never an exception. Tokens live in memory alone: they are not kept, not shared between runtimes and not logged.
 */
export { askForToken, handlerLimits, quietToken, type SignInLimits } from './entra';
export type { NoToken, Token } from './outcome';
export { type SignInSettings, settingsOf } from './settings';
export { writtenSettings } from './written';
