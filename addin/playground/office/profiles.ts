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
  /** What a Smart Alert can show. (1.3, 1.4) */
  readonly alert: AlertAbility;
  /** Attachment ids: for this session only, or the position in the list. (2) */
  readonly attachmentIds: 'session' | 'index';
  /** Whether the name of an attached item ends with its extension. (2) */
  readonly itemExtension: boolean;
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
}

export type ProfileId = 'web' | 'new-windows' | 'classic' | 'classic-2312' | 'classic-ltsc-2024' | 'mac';

const latest: AlertAbility = {
  action: 'take-action',
  contextData: 'any',
  markdown: true,
  functionCommand: true,
  sendModeOverride: true,
};

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
  alert: latest,
  attachmentIds: 'session',
  itemExtension: true,
};

const classic: Profile = {
  id: 'classic',
  title: 'classic Outlook on Windows, Microsoft 365, Version 2412',
  platform: 'PC',
  version: '16.0.18324.20172',
  mailbox: 1.15,
  runtime: 'javascript-only',
  readRecipients: 500,
  writeRecipients: 100,
  fieldRecipients: 500,
  concurrentCalls: null,
  sessionData: 50_000,
  alert: latest,
  attachmentIds: 'index',
  itemExtension: false,
};

/** The clients that the add-in is for. */
export const profiles: Readonly<Record<ProfileId, Profile>> = {
  web,
  'new-windows': { ...web, id: 'new-windows', title: 'new Outlook on Windows' },
  classic,
  'classic-2312': {
    ...classic,
    id: 'classic-2312',
    title: 'classic Outlook on Windows, Version 2312, with the alert options as they were before release',
    version: '16.0.17126.20132',
    mailbox: 1.13,
    alert: {
      action: 'relabelled',
      contextData: 'string',
      markdown: false,
      functionCommand: false,
      sendModeOverride: false,
    },
  },
  'classic-ltsc-2024': {
    ...classic,
    id: 'classic-ltsc-2024',
    title: 'classic Outlook LTSC 2024',
    version: '16.0.17932.20222',
    mailbox: 1.14,
    alert: {
      action: 'relabelled',
      contextData: 'any',
      markdown: false,
      functionCommand: false,
      sendModeOverride: true,
    },
  },
  mac: {
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
    alert: {
      action: 'relabelled',
      contextData: 'any',
      markdown: false,
      functionCommand: false,
      sendModeOverride: true,
    },
    attachmentIds: 'index',
    itemExtension: true,
  },
};

/** Whether the profile has requirement set `Mailbox version`, as isSetSupported says it. */
export function supports(profile: Profile, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const highest = Math.round((profile.mailbox % 1) * 100);
  return major < 1 || (major === 1 && minor <= highest);
}
