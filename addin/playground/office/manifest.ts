import type { Permission } from './world';

/** How strictly Outlook waits for the add-in. (1.6) */
export type SendMode = 'promptUser' | 'softBlock' | 'block';

/** What the fake needs to know of a manifest. */
export interface FakeManifest {
  /** The add-in's name: the title of the alert. */
  readonly name: string;
  readonly permission: Permission;
  readonly sendMode: SendMode;
  /** The FunctionName of each event. */
  readonly handlers: { readonly message: string; readonly appointment: string };
  /** Buttons by their id, which is what commandId names. */
  readonly controls: Readonly<Record<string, Control>>;
}

/** A button of the ribbon: it shows a pane, or runs a function. */
export type Control = { readonly kind: 'taskpane' } | { readonly kind: 'function'; readonly functionName: string };
