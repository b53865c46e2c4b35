/** What one Outlook can do, as data. The numbers come from the platform facts; the section stands beside each. */
export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  /** Office.context.platform; web and new Windows say the same. (2) */
  readonly platform: 'OfficeOnline' | 'PC' | 'Mac';
  readonly version: string;
  /** The highest Mailbox requirement set. (1.2) */
  readonly mailbox: number;
  /** Where event handlers run: a page, or the bare engine of classic Windows. (1.7) */
  readonly runtime: 'browser' | 'javascript-only';
  /** How many recipients getAsync gives at most; null: all. (2) */
  readonly readRecipients: number | null;
  /** How many recipients one setAsync or addAsync takes; null: any number. (2) */
  readonly writeRecipients: number | null;
  /** How many recipients a field holds when an add-in fills it; null: no cap. (2) */
  readonly fieldRecipients: number | null;
  /** Calls that may be under way at once; null: no limit known. (2) */
  readonly concurrentCalls: number | null;
  /** Characters of sessionData for an add-in and an item. (2) */
  readonly sessionData: number;
  /** Whether event handlers and panes see the same sessionData; on Mac it is not what the two share. (1.5) */
  readonly sharedSession: boolean;
  /** What a Smart Alert can show. (1.3, 1.4) */
  readonly alert: AlertAbility;
  /** Attachment ids: for this session only, or the position in the list. (2) */
  readonly attachmentIds: 'session' | 'index';
  /** Whether the name of an attached item ends with its extension. (2) */
  readonly itemExtension: boolean;
  /** Nested app authentication. (3) */
  readonly nestedAppAuth: boolean;
}

/** What a Smart Alert of a client can show. */
export interface AlertAbility {
  /** A button of its own, a relabelled "Don't Send", or neither (before 1.14). */
  readonly action: 'take-action' | 'relabelled' | 'none';
  /** What contextData may be. */
  readonly contextData: 'any' | 'string';
  readonly markdown: boolean;
  readonly functionCommand: boolean;
  readonly sendModeOverride: boolean;
  /** Closing the alert by its cross opens the pane too. (1.4) */
  readonly closeOpens: boolean;
}

export type ProfileId =
  | 'web'
  | 'new-windows'
  | 'classic-2206'
  | 'classic-2404'
  | 'classic-2412'
  | 'classic-2602'
  | 'classic-ltsc-2024'
  | 'mac'
  | 'mac-preview';

const takeAction: AlertAbility = {
  action: 'take-action',
  contextData: 'any',
  markdown: true,
  functionCommand: true,
  sendModeOverride: true,
  closeOpens: false,
};

const relabelled: AlertAbility = {
  ...takeAction,
  action: 'relabelled',
  markdown: false,
  functionCommand: false,
};

const plain: AlertAbility = { ...relabelled, action: 'none', contextData: 'string', sendModeOverride: false };

const web: Profile = {
  id: 'web',
  title: 'Outlook on the web',
  platform: 'OfficeOnline',
  version: '20260814008.09',
  mailbox: 1.16,
  runtime: 'browser',
  readRecipients: 1000,
  writeRecipients: 100,
  fieldRecipients: null,
  concurrentCalls: 3,
  sessionData: 2_621_440,
  sharedSession: true,
  alert: takeAction,
  attachmentIds: 'session',
  itemExtension: true,
  nestedAppAuth: true,
};

const classic: Profile = {
  id: 'classic-2412',
  title: 'classic Outlook on Windows, Version 2412',
  platform: 'PC',
  version: '16.0.18324.20172',
  mailbox: 1.15,
  runtime: 'javascript-only',
  readRecipients: 500,
  writeRecipients: 100,
  fieldRecipients: 500,
  concurrentCalls: null,
  sessionData: 50_000,
  sharedSession: true,
  alert: takeAction,
  attachmentIds: 'index',
  itemExtension: false,
  nestedAppAuth: true,
};

const mac: Profile = {
  id: 'mac',
  title: 'Outlook on Mac, new interface',
  platform: 'Mac',
  version: '16.100',
  mailbox: 1.14,
  runtime: 'browser',
  readRecipients: null,
  writeRecipients: null,
  fieldRecipients: null,
  concurrentCalls: null,
  sessionData: 50_000,
  sharedSession: false,
  alert: relabelled,
  attachmentIds: 'index',
  itemExtension: true,
  nestedAppAuth: true,
};

/** The clients that the add-in is for. */
export const profiles: Readonly<Record<ProfileId, Profile>> = {
  web,
  'new-windows': { ...web, id: 'new-windows', title: 'new Outlook on Windows' },
  'classic-2206': {
    ...classic,
    id: 'classic-2206',
    title: 'classic Outlook on Windows, Version 2206, the first with Smart Alerts',
    version: '16.0.15330.20196',
    mailbox: 1.12,
    alert: plain,
    nestedAppAuth: false,
  },
  'classic-2404': {
    ...classic,
    id: 'classic-2404',
    title: 'classic Outlook on Windows, Version 2404',
    version: '16.0.17530.15000',
    mailbox: 1.14,
    alert: { ...relabelled, closeOpens: true },
    nestedAppAuth: false,
  },
  'classic-2412': classic,
  'classic-2602': {
    ...classic,
    id: 'classic-2602',
    title: 'classic Outlook on Windows, Version 2602',
    version: '16.0.19725.20126',
    mailbox: 1.16,
    readRecipients: 1000,
    fieldRecipients: 1000,
    sessionData: 2_621_440,
  },
  'classic-ltsc-2024': {
    ...classic,
    id: 'classic-ltsc-2024',
    title: 'classic Outlook LTSC 2024',
    version: '16.0.17932.20222',
    mailbox: 1.14,
    alert: { ...relabelled, closeOpens: true },
  },
  mac,
  'mac-preview': {
    ...mac,
    id: 'mac-preview',
    title: 'Outlook on Mac, Beta Channel with the preview of 1.15',
    version: '16.105',
    mailbox: 1.15,
    alert: takeAction,
  },
};

/** Whether the profile has requirement set `Mailbox version`, as isSetSupported says it. */
export function supports(profile: Profile, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const highest = Math.round((profile.mailbox % 1) * 100);
  return major < 1 || (major === 1 && minor <= highest);
}
