import type { Clock } from './clock';
import type { Draft } from './draft';
import type { Faults } from './faults';
import type { Profile } from './profiles';
import type { QuirkLog } from './quirk';

/** Permission levels of the manifest, in rising order. (4.2) */
export const permissions = ['Restricted', 'ReadItem', 'ReadWriteItem', 'ReadWriteMailbox'] as const;
export type Permission = (typeof permissions)[number];

/** Which of the add-in's rooms a call comes from. (1.7) */
export type RuntimeKind = 'event' | 'taskpane' | 'command';

/** What stays for a mailbox and an add-in from item to item. */
export interface MailboxStore {
  readonly roamingSettings: Map<string, unknown>;
  /** OfficeRuntime.storage of the JavaScript-only runtime. */
  readonly runtimeStorage: Map<string, string>;
}

/** What stays for an add-in as long as one item is being written. */
export interface ItemStore {
  readonly sessionData: Map<string, string>;
  readonly customProperties: Map<string, unknown>;
  readonly notifications: Map<string, Office.NotificationMessageDetails>;
  initializationContext: string;
}

/** Everything that the parts of the fake share. */
export interface World {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly quirks: QuirkLog;
  readonly faults: Faults;
  readonly permission: Permission;
  readonly account: string;
  readonly displayLanguage: string;
  /** Milliseconds that each asynchronous call takes. */
  readonly latency: number;
  readonly draft: Draft;
  readonly item: ItemStore;
  readonly mailbox: MailboxStore;
  /** Called after an add-in changed the draft. */
  changed(): void;
}
