import type { Clock } from './clock';
import type { Draft } from './draft';
import type { EventName } from './events';
import type { Faults } from './faults';
import type { Identity } from './identity';
import type { Profile } from './profiles';
import type { QuirkLog } from './quirk';

/** Permission levels of the manifest, in rising order. (4.2) */
export const permissions = ['Restricted', 'ReadItem', 'ReadWriteItem', 'ReadWriteMailbox'] as const;
export type Permission = (typeof permissions)[number];

/** Which of the add-in's rooms a call comes from. `on-send` is the page of the older ItemSend. (1.7, 1.10) */
export type RuntimeKind = 'event' | 'taskpane' | 'command' | 'on-send';

/** What stays for a mailbox and an add-in from item to item. */
export interface MailboxStore {
  readonly roamingSettings: Map<string, unknown>;
  /** OfficeRuntime.storage of the JavaScript-only runtime. */
  readonly runtimeStorage: Map<string, string>;
}

/** What stays for an add-in as long as one item is being written. */
export interface ItemStore {
  /** As event handlers see it; `paneSessionData` is the same unless the client keeps two. (1.5) */
  readonly sessionData: Map<string, string>;
  readonly paneSessionData: Map<string, string>;
  readonly customProperties: Map<string, unknown>;
  readonly notifications: Map<string, Office.NotificationMessageDetails>;
  initializationContext: string;
  nextFile: number;
}

/** One asynchronous call that the add-in made. */
export interface CallRecord {
  readonly api: string;
  readonly runtime: RuntimeKind;
  /** The event whose handler made it. */
  readonly event: EventName | undefined;
  readonly at: number;
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
  readonly identity: Identity | undefined;
  /** The ids of the manifest's buttons, and of its images; undefined: any image will do. */
  readonly controls: readonly string[];
  readonly images: readonly string[] | undefined;
  /** The ids that the web gave the files of this window. */
  readonly fileIds: WeakMap<object, string>;
  /** Every call of the add-in, in order. */
  readonly calls: CallRecord[];
  /** Called after an add-in changed the draft. */
  changed(): void;
}

/** An item store for one compose window. */
export function newItemStore(profile: Profile): ItemStore {
  const sessionData = new Map<string, string>();
  return {
    sessionData,
    paneSessionData: profile.sharedSession ? sessionData : new Map(),
    customProperties: new Map(),
    notifications: new Map(),
    initializationContext: '',
    nextFile: 1,
  };
}
