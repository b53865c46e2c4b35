import type { ApiCalls } from './api-calls';
import { type ItemWindow, itemOf } from './item';
import { supports } from './profiles';
import { roamingSettings } from './stores';

/** A function of the add-in that an event or a button starts. */
export type Handler = (event: unknown) => unknown;

/** The global `Office` of one runtime. */
export type FakeOffice = Record<string, unknown> & { context: Record<string, unknown> };

/** The values of Office.js enums that add-ins use. */
const enums = {
  AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
  CoercionType: { Text: 'text', Html: 'html' },
  EventType: { InitializationContextChanged: 'olkInitializationContextChanged' },
  HostType: { Outlook: 'Outlook' },
  PlatformType: { PC: 'PC', Mac: 'Mac', OfficeOnline: 'OfficeOnline' },
  MailboxEnums: {
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
      getAccessToken: () => {
        blockedCall(calls, 'auth.getAccessToken')();
        return Promise.reject(new Error('auth.getAccessToken is not supported here'));
      },
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
    requirements: {
      isSetSupported: (name: string, version: string) => name === 'Mailbox' && supports(profile, version),
    },
    roamingSettings: roamingSettings(calls),
    mailbox: mailboxOf(calls, window),
    ui: {
      displayDialogAsync: blockedCall(calls, 'displayDialogAsync'),
      messageParent: blockedCall(calls, 'messageParent'),
      closeContainer: () => window.closePane(),
    },
    // facts 6: not in event handlers, and only from 1.14
    ...(calls.runtime !== 'event' && supports(profile, '1.14')
      ? { officeTheme: { bodyBackgroundColor: '#ffffff', bodyForegroundColor: '#242424' } }
      : {}),
  };
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
    displayMessageForm: blockedCall(calls, 'displayMessageForm'),
    displayNewMessageForm: blockedCall(calls, 'displayNewMessageForm'),
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
