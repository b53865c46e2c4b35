import type { ComposeEvent } from './events';
import type { Permission } from './world';

/** How strictly Outlook waits for the add-in. (1.6) */
export type SendMode = 'promptUser' | 'softBlock' | 'block';

/** What the fake needs to know of a manifest. */
export interface FakeManifest {
  /** The add-in's name: the title of the alert. */
  readonly name: string;
  readonly permission: Permission;
  readonly sendMode: SendMode;
  /** The FunctionName of each event of sending. */
  readonly handlers: { readonly message: string; readonly appointment: string };
  /** The FunctionName of each other event; what is not there is not raised. */
  readonly events?: Readonly<Partial<Record<ComposeEvent, string>>>;
  /** SupportsSharedFolders; without it the add-in is not run for other people's mailboxes. (1.8) */
  readonly sharedFolders?: boolean;
  /** FunctionName of the older ItemSend; with it no Smart Alert is used. (1.10) */
  readonly itemSend?: string;
  /** Buttons by their id, which is what commandId names. */
  readonly controls: Readonly<Record<string, Control>>;
  /** The ids of the manifest's images, which notices name; left out: any will do. */
  readonly images?: readonly string[];
}

/** A button of the ribbon: it shows a pane, or runs a function. */
export type Control = { readonly kind: 'taskpane' } | { readonly kind: 'function'; readonly functionName: string };
