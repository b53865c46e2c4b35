import type { ApiCalls } from './api-calls';
import { dialogOriginWith } from './dialogs';
import { accessTokenOf } from './identity';
import { type ItemWindow, itemOf } from './item';
import { supports } from './profiles';
import { roamingSettings } from './stores';
import type { World } from './world';

/** A function of the add-in that an event or a button starts. */
export type Handler = (event: unknown) => unknown;

/** The global `Office` of one runtime. */
export type FakeOffice = Record<string, unknown> & { context: Record<string, unknown> };

/** The values of Office.js enums that add-ins use. */
const enums = {
  AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
  CoercionType: { Text: 'text', Html: 'html' },
  EventType: {
    InitializationContextChanged: 'olkInitializationContextChanged',
    RecipientsChanged: 'olkRecipientsChanged',
    AttachmentsChanged: 'olkAttachmentsChanged',
    OfficeThemeChanged: 'officeThemeChanged',
    DialogMessageReceived: 'dialogMessageReceived',
    DialogEventReceived: 'dialogEventReceived',
    DialogParentMessageReceived: 'dialogParentMessageReceived',
  },
  HostType: { Outlook: 'Outlook' },
  PlatformType: { PC: 'PC', Mac: 'Mac', OfficeOnline: 'OfficeOnline' },
  MailboxEnums: {
    ActionType: { ShowTaskPane: 'showTaskPane' },
    BodyMode: { FullBody: 0, HostConfig: 1 },
    RecipientType: { User: 'user', ExternalUser: 'externalUser', DistributionList: 'distributionList', Other: 'other' },
    AttachmentContentFormat: { Base64: 'base64', Url: 'url', Eml: 'eml', ICalendar: 'iCalendar' },
    AttachmentType: { File: 'file', Item: 'item', Cloud: 'cloud' },
    ComposeType: { Reply: 'reply', NewMail: 'newMail', Forward: 'forward' },
    ItemNotificationMessageType: {
      ProgressIndicator: 'progressIndicator',
      InformationalMessage: 'informationalMessage',
      ErrorMessage: 'errorMessage',
      InsightMessage: 'insightMessage',
    },
    SendModeOverride: { PromptUser: 'promptUser' },
  },
} as const;

/** Makes the global `Office` of one runtime. */
export function officeOf(
  calls: ApiCalls,
  window: ItemWindow,
  associate: (name: string, handler: Handler) => void,
): FakeOffice {
  return {
    ...enums,
    onReady: (callback?: (info: unknown) => unknown) => onReady(calls, callback),
    actions: { associate },
    auth: {
      // facts 3: event handlers may sign in this way too; what they may not call is Office.context.auth
      getAccessToken: (options?: unknown) => accessTokenOf(calls.world, options),
    },
    context: contextOf(calls, window),
  };
}

function onReady(calls: ApiCalls, callback?: (info: unknown) => unknown): Promise<unknown> {
  const { profile, quirks } = calls.world;
  if (calls.runtime === 'event' && profile.runtime === 'javascript-only') {
    // facts 1.7: what waits for onReady does not run in classic Windows
    quirks.add(
      'onready-ignored',
      'Office.onReady',
      'this runtime never becomes ready: start inside the handler (facts 1.7)',
    );
    return new Promise(() => {});
  }
  const info = { host: 'Outlook', platform: profile.platform };
  return Promise.resolve(info).then((ready) => {
    callback?.(ready);
    return ready;
  });
}

function contextOf(calls: ApiCalls, window: ItemWindow): Record<string, unknown> {
  const { world } = calls;
  const { profile } = world;
  return {
    displayLanguage: world.displayLanguage,
    contentLanguage: world.displayLanguage,
    platform: profile.platform,
    host: 'Outlook',
    partitionKey: profile.runtime === 'browser' ? 'partition-1' : undefined,
    diagnostics: { host: 'Outlook', platform: profile.platform, version: profile.version },
    requirements: { isSetSupported: (name: string, version?: string) => hasSet(world, name, version ?? '1.1') },
    auth: { getAccessTokenAsync: blockedCall(calls, 'context.auth.getAccessTokenAsync') },
    roamingSettings: roamingSettings(calls),
    mailbox: mailboxOf(calls, window),
    ui: {
      displayDialogAsync: (url: string, ...args: unknown[]) => window.dialogs.display(calls, url, args),
      messageParent: blockedCall(calls, 'messageParent'),
      closeContainer: () => window.closePane(),
    },
    // facts 6: not in event handlers, and only from 1.14
    ...(calls.runtime !== 'event' && supports(profile, '1.14')
      ? { officeTheme: { bodyBackgroundColor: '#ffffff', bodyForegroundColor: '#242424' } }
      : {}),
  };
}

/** The windows that the mailbox can open. (1.7) */
const forms = [
  'displayMessageForm',
  'displayMessageFormAsync',
  'displayNewMessageForm',
  'displayNewMessageFormAsync',
  'displayAppointmentForm',
  'displayNewAppointmentForm',
] as const;

function hasSet(world: World, name: string, version: string): boolean {
  switch (name) {
    case 'Mailbox':
      return supports(world.profile, version);
    case 'DialogApi':
    case 'IdentityAPI':
      return true; // facts 1.10, 3: older than every client here
    case 'DialogOrigin':
      return supports(world.profile, dialogOriginWith);
    case 'NestedAppAuth':
      return version === '1.1' && world.profile.nestedAppAuth && world.identity?.bridge !== undefined;
    default:
      return false;
  }
}

function mailboxOf(calls: ApiCalls, window: ItemWindow): Record<string, unknown> {
  const { world } = calls;
  return {
    item: itemOf(calls, window),
    userProfile: {
      emailAddress: world.account,
      displayName: world.draft.from.name ?? world.account,
      timeZone: 'Tokyo Standard Time',
    },
    diagnostics: {
      hostName: world.profile.platform === 'OfficeOnline' ? 'OutlookWebApp' : 'Outlook',
      hostVersion: world.profile.version,
    },
    ...Object.fromEntries(forms.map((name) => [name, blockedCall(calls, name)])),
  };
}

/** A call that is only there to be refused in event handlers; elsewhere the fake has no window to show. */
function blockedCall(calls: ApiCalls, api: string) {
  return (...args: unknown[]) => {
    calls.run(api, { permission: 'Restricted', handlers: 'blocked' }, args, () => {
      throw new Error(`${api} is not part of the playground`);
    });
  };
}
