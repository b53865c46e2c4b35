import { describe, expect, it } from 'vitest';
import type { HostOptions } from './host';
import type { ProfileId } from './profiles';
import type { QuirkCode } from './quirk';
import { manifest, type OfficeGlobal, type SendEvent, withHandler } from './testing/addin';

type Handler = (event: SendEvent, office: OfficeGlobal) => unknown;

interface Wrong {
  readonly what: string;
  readonly on?: ProfileId;
  readonly quirk: QuirkCode;
  readonly handler: Handler;
  readonly parts?: Partial<HostOptions>;
}

const no = { allowEvent: false, errorMessage: 'x' };
const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@tsubame.example`);

/** Calls an API of the item and answers when its callback came. */
const then =
  (start: (item: Office.MessageCompose, done: () => void) => void): Handler =>
  (event, office) =>
    start(office.context.mailbox.item as Office.MessageCompose, () => event.completed({ allowEvent: true }));

const answers =
  (options: Office.SmartAlertsEventCompletedOptions): Handler =>
  (event) =>
    event.completed(options);

type Notice = Office.NotificationMessageDetails;

const error = { type: 'errorMessage', message: 'a' };
const insight = (commandId = 'openPane', contextData: unknown = '{}') => ({
  type: 'insightMessage',
  message: 'a',
  icon: 'icon16',
  actions: [{ actionType: 'showTaskPane', actionText: 'Review', commandId, contextData }],
});
const notice = (message: object, key = 'k'): Handler =>
  then((item, done) => item.notificationMessages.addAsync(key, message as Notice, {}, () => done()));

const wrongs: readonly Wrong[] = [
  // facts 1.3
  {
    what: 'a message of 501 characters',
    quirk: 'error-message-too-long',
    handler: answers({ ...no, errorMessage: 'あ'.repeat(501) }),
  },
  {
    what: 'markdown of 501 characters',
    quirk: 'error-message-too-long',
    handler: answers({ ...no, errorMessageMarkdown: 'a'.repeat(501) }),
  },
  { what: 'no message', quirk: 'error-message-missing', handler: answers({ allowEvent: false }) },
  {
    what: 'markdown alone',
    quirk: 'markdown-without-text',
    handler: answers({ allowEvent: false, errorMessageMarkdown: '**x**' }),
  },
  {
    what: 'a heading in markdown',
    quirk: 'markdown-unsupported',
    handler: answers({ ...no, errorMessageMarkdown: '# x' }),
  },
  {
    what: 'a label of 21 characters',
    quirk: 'cancel-label-too-long',
    handler: answers({ ...no, commandId: 'openPane', cancelLabel: 'a'.repeat(21) }),
  },
  {
    what: 'a command that the manifest lacks',
    quirk: 'unknown-command',
    handler: answers({ ...no, commandId: 'openpane' }),
  },
  {
    what: 'data without a command',
    quirk: 'context-data-without-command',
    handler: answers({ ...no, contextData: '{}' }),
  },
  {
    what: 'data that is no text, for a client before 2402',
    on: 'classic-2206',
    quirk: 'context-data-not-string',
    handler: answers({ ...no, commandId: 'openPane', contextData: { id: 1 } }),
  },
  {
    what: 'an override that tightens',
    quirk: 'send-mode-override',
    handler: answers({ ...no, sendModeOverride: 'block' as unknown as Office.MailboxEnums.SendModeOverride }),
  },
  // facts 1.6
  {
    what: 'two answers',
    quirk: 'completed-twice',
    handler: (event) => {
      event.completed({ allowEvent: true });
      event.completed(no);
    },
  },
  { what: 'no answer', quirk: 'never-completed', handler: () => {} },
  { what: 'an exception', quirk: 'handler-threw', handler: () => JSON.parse('{') },
  { what: 'a promise that fails', quirk: 'handler-threw', handler: () => Promise.reject(new Error('no network')) },
  // facts 1.7
  {
    what: 'a dialog from the handler',
    quirk: 'blocked-in-handler',
    handler: (event, office) => office.context.ui.displayDialogAsync('https://x.example', () => event.completed(no)),
  },
  {
    what: 'a sign-in from the handler',
    quirk: 'blocked-in-handler',
    handler: (event, office) => {
      const context = office.context as unknown as { auth: { getAccessTokenAsync(done: () => void): void } };
      context.auth.getAccessTokenAsync(() => event.completed(no));
    },
  },
  {
    what: 'sending from the handler',
    quirk: 'blocked-in-handler',
    handler: then((item, done) => item.sendAsync(() => done())),
  },
  {
    what: 'closing from the handler',
    quirk: 'blocked-in-handler',
    handler: then((item, done) => item.closeAsync(() => done())),
  },
  // facts 1.8
  {
    what: 'a body edited while sending',
    quirk: 'body-edited-in-handler',
    handler: then((item, done) => item.body.setAsync('x', () => done())),
  },
  // facts 1.9
  {
    what: 'a notice of 151 characters',
    quirk: 'notification-too-long',
    handler: then((item, done) =>
      item.notificationMessages.replaceAsync(
        'k',
        { type: 'errorMessage' as Office.MailboxEnums.ItemNotificationMessageType, message: 'a'.repeat(151) },
        () => done(),
      ),
    ),
  },
  {
    what: 'six notices',
    quirk: 'too-many-notifications',
    handler: then((item, done) => {
      const add = (left: number): void =>
        item.notificationMessages.replaceAsync(`k${left}`, { type: 'errorMessage', message: 'a' }, () =>
          left > 1 ? add(left - 1) : done(),
        );
      add(6);
    }),
  },
  { what: 'a key of 33 characters', quirk: 'notification-key', handler: notice(error, 'k'.repeat(33)) },
  { what: 'an error with an icon', quirk: 'notification-icon', handler: notice({ ...error, icon: 'icon16' }) },
  {
    what: 'an insight without an icon',
    quirk: 'notification-icon',
    handler: notice({ ...insight(), icon: undefined }),
  },
  {
    what: 'an icon that the manifest lacks',
    quirk: 'notification-icon',
    parts: { manifest: { ...manifest, images: ['other'] } },
    handler: notice(insight()),
  },
  { what: 'an error that stays', quirk: 'notification-persistent', handler: notice({ ...error, persistent: true }) },
  { what: 'an insight without an action', quirk: 'insight-action', handler: notice({ ...insight(), actions: [] }) },
  {
    what: 'an insight with two actions',
    quirk: 'insight-action',
    handler: notice({ ...insight(), actions: [...insight().actions, ...insight().actions] }),
  },
  {
    what: 'an action on an error',
    quirk: 'insight-action',
    handler: notice({ ...error, actions: insight().actions }),
  },
  {
    what: 'an insight for a button that the manifest lacks',
    quirk: 'unknown-command',
    handler: notice(insight('openpane')),
  },
  {
    what: 'data of an insight that is no text, before 2402',
    on: 'classic-2206',
    quirk: 'context-data-not-string',
    handler: notice(insight('openPane', { check: 'c1' })),
  },
  {
    what: 'two insights',
    quirk: 'second-insight',
    handler: then((item, done) =>
      item.notificationMessages.replaceAsync('a', insight() as Notice, () =>
        item.notificationMessages.replaceAsync('b', insight() as Notice, () => done()),
      ),
    ),
  },
  // facts 2
  {
    what: 'four calls at once',
    quirk: 'too-many-calls',
    handler: then((item, done) => {
      let left = 4;
      const one = () => (--left === 0 ? done() : undefined);
      item.to.getAsync(one);
      item.cc.getAsync(one);
      item.bcc.getAsync(one);
      item.subject.getAsync(one);
    }),
  },
  {
    what: '101 recipients in one call',
    quirk: 'too-many-recipients',
    handler: then((item, done) => item.bcc.addAsync(people(101), () => done())),
  },
  {
    what: '501 recipients in a field of classic Windows',
    on: 'classic-2412',
    quirk: 'recipient-field-full',
    parts: {},
    handler: then((item, done) => {
      const add = (left: number): void => item.cc.addAsync(people(100), () => (left > 0 ? add(left - 1) : done()));
      add(5);
    }),
  },
  {
    what: 'a subject of 256 characters',
    quirk: 'subject-too-long',
    handler: then((item, done) => item.subject.setAsync('a'.repeat(256), () => done())),
  },
  {
    what: 'session data over 50,000 characters',
    on: 'classic-2412',
    quirk: 'session-data-full',
    handler: then((item, done) => item.sessionData.setAsync('k', 'a'.repeat(50_000), () => done())),
  },
  {
    what: 'properties over 2,500 characters',
    quirk: 'custom-properties-full',
    handler: then((item, done) =>
      item.loadCustomPropertiesAsync((loaded) => {
        loaded.value.set('k', 'a'.repeat(2_500));
        loaded.value.saveAsync(() => done());
      }),
    ),
  },
  {
    what: 'settings over 32 KB',
    quirk: 'roaming-settings-full',
    handler: (event, office) => {
      office.context.roamingSettings.set('k', 'a'.repeat(33_000));
      office.context.roamingSettings.saveAsync(() => event.completed(no));
    },
  },
  {
    what: 'headers over 256 KB',
    quirk: 'headers-too-large',
    handler: then((item, done) => item.internetHeaders.setAsync({ 'X-A': 'a'.repeat(262_144) }, () => done())),
  },
  {
    what: 'a header with ReadItem',
    quirk: 'permission',
    parts: { manifest: { ...manifest, permission: 'ReadItem' } },
    handler: then((item, done) => item.internetHeaders.setAsync({ 'X-A': 'a' }, () => done())),
  },
  {
    what: 'an attachment name of 256 characters',
    quirk: 'attachment-name-too-long',
    handler: then((item, done) => item.addFileAttachmentFromBase64Async('QQ==', 'a'.repeat(256), () => done())),
  },
  {
    what: 'an attachment over 25 MB',
    quirk: 'attachment-too-large',
    handler: then((item, done) => item.addFileAttachmentFromBase64Async('A'.repeat(34_865_153), 'a', () => done())),
  },
  {
    what: 'files over 25 MB together on the web',
    quirk: 'attachments-full',
    handler: then((item, done) => {
      const half = 'A'.repeat(20_000_000);
      item.addFileAttachmentFromBase64Async(half, 'a', () =>
        item.addFileAttachmentFromBase64Async(half, 'b', () => done()),
      );
    }),
  },
  {
    what: 'over 5,000 characters for the end of the mail',
    quirk: 'append-too-long',
    handler: then((item, done) => item.body.appendOnSendAsync('a'.repeat(5_001), () => done())),
  },
  {
    what: 'a recipient that nobody can resolve',
    quirk: 'unresolved-recipient',
    handler: then((item, done) => item.bcc.addAsync(['たなか'], () => done())),
  },
  {
    what: 'an id that is not there',
    quirk: 'attachment-id',
    handler: then((item, done) => item.removeAttachmentAsync('7', () => done())),
  },
];

describe('wrong add-ins', () => {
  it.each(wrongs)('$what: $quirk', async ({ on = 'web', quirk, handler, parts = {} }) => {
    const { host, clock } = withHandler(on, handler, parts);
    await clock.settle(host.send());
    await clock.advance(0);
    expect(host.quirks.codes, host.quirks.all.map((one) => one.detail).join('; ')).toContain(quirk);
    expect(() => host.quirks.assertClean()).toThrow(quirk);
  });
});
