import { type ApiCalls, ApiError } from './api-calls';
import { attachmentCalls } from './attachments';
import type { DialogDesk } from './dialogs';
import { notificationCalls } from './notifications';
import { supports } from './profiles';
import { details, recipientsField } from './recipients';
import { customProperties, headerCalls, sessionCalls } from './stores';
import { bodyField, subjectField } from './texts';
import type { World } from './world';

/** What the item needs from the window that shows it. */
export interface ItemWindow {
  /** A task pane or command asks to send. Gives whether the item left. */
  sendFromPane(): Promise<boolean>;
  closeItem(): void;
  closePane(): void;
  onInitializationContext(handler: (args: { initializationContextData: string }) => void): void;
  readonly dialogs: DialogDesk;
}

/** The requirement set that brought each member; what a client lacks is not there. (1.2, 2) */
const since: Readonly<Record<string, string>> = {
  from: '1.7',
  getAttachmentsAsync: '1.8',
  getAttachmentContentAsync: '1.8',
  addFileAttachmentFromBase64Async: '1.8',
  internetHeaders: '1.8',
  enhancedLocation: '1.8',
  getItemIdAsync: '1.8',
  getSharedPropertiesAsync: '1.8',
  getComposeTypeAsync: '1.10',
  sessionData: '1.11',
  inReplyTo: '1.14',
  getItemClassAsync: '1.14',
  closeAsync: '1.14',
  sendAsync: '1.15',
};

/** Office.context.mailbox.item of one runtime. */
export function itemOf(calls: ApiCalls, window: ItemWindow): Record<string, unknown> {
  const parts = { ...common(calls), ...people(calls), ...windowCalls(calls, window) };
  const entries = Object.entries(parts).filter(([name]) => supports(calls.world.profile, since[name] ?? '1.1'));
  return Object.fromEntries(entries);
}

function common(calls: ApiCalls) {
  const { world } = calls;
  const read = { permission: 'ReadItem' } as const;
  return {
    itemType: world.draft.kind,
    subject: subjectField(calls),
    body: bodyField(calls),
    ...attachmentCalls(calls),
    sessionData: sessionCalls(calls),
    notificationMessages: notificationCalls(calls),
    loadCustomPropertiesAsync: (...args: unknown[]) =>
      calls.run('loadCustomPropertiesAsync', read, args, () => customProperties(calls)),
    getInitializationContextAsync: (...args: unknown[]) =>
      calls.run('getInitializationContextAsync', read, args, () => world.item.initializationContext),
    getItemIdAsync: (...args: unknown[]) => calls.run('getItemIdAsync', read, args, () => itemId(world)),
    ...shared(calls),
  };
}

/** An id only once the item was saved: a draft that was opened again, a meeting that was sent before. (2) */
function itemId({ draft }: World): string {
  if (draft.update !== true && draft.start !== 'draft') {
    throw new ApiError(9050, 'ItemNotSaved', 'The item has not been saved yet.');
  }
  return 'AAMk-item';
}

/** Whose mailbox it is, where it is not the sender's own. (1.8) */
function shared(calls: ApiCalls): Record<string, unknown> {
  const { draft } = calls.world;
  const { shared: mailbox } = draft;
  if (mailbox === undefined) {
    return {};
  }
  return {
    getSharedPropertiesAsync: (...args: unknown[]) =>
      calls.run('getSharedPropertiesAsync', { permission: 'ReadItem' }, args, () => ({
        owner: mailbox.owner,
        targetMailbox: mailbox.owner,
        targetRestUrl: 'https://outlook.office.com/api',
        delegatePermissions: 3,
      })),
  };
}

function people(calls: ApiCalls): Record<string, unknown> {
  const { world } = calls;
  const { draft } = world;
  const read = { permission: 'ReadItem' } as const;
  const from = {
    getAsync: (...args: unknown[]) => calls.run('from.getAsync', read, args, () => details(world, draft.from)),
  };
  if (draft.kind === 'appointment') {
    return {
      organizer: {
        getAsync: (...args: unknown[]) => calls.run('organizer.getAsync', read, args, () => details(world, draft.from)),
      },
      requiredAttendees: recipientsField(calls, 'requiredAttendees', () => draft.to),
      optionalAttendees: recipientsField(calls, 'optionalAttendees', () => draft.cc),
      enhancedLocation: {
        getAsync: (...args: unknown[]) =>
          calls.run('enhancedLocation.getAsync', read, args, () => draft.rooms.map(room)),
      },
    };
  }
  return {
    from,
    to: recipientsField(calls, 'to', () => draft.to),
    cc: recipientsField(calls, 'cc', () => draft.cc),
    bcc: recipientsField(calls, 'bcc', () => draft.bcc),
    internetHeaders: headerCalls(calls),
    ...(draft.inReplyTo === undefined ? {} : { inReplyTo: draft.inReplyTo }),
    getItemClassAsync: (...args: unknown[]) => calls.run('getItemClassAsync', read, args, () => 'IPM.Note'),
    getComposeTypeAsync: (...args: unknown[]) =>
      calls.run('getComposeTypeAsync', read, args, () => ({ composeType: draft.composeType, coercionType: 'html' })),
  };
}

function room(recipient: { address: string; name?: string }) {
  return {
    emailAddress: recipient.address,
    displayName: recipient.name ?? recipient.address,
    locationIdentifier: { id: recipient.address, type: 'room' },
  };
}

function windowCalls(calls: ApiCalls, window: ItemWindow): Record<string, unknown> {
  const blocked = { permission: 'Restricted', handlers: 'blocked' } as const;
  return {
    close: () => calls.run('item.close', blocked, [], () => window.closeItem()),
    closeAsync: (...args: unknown[]) => calls.run('item.closeAsync', blocked, args, () => window.closeItem()),
    sendAsync: (...args: unknown[]) => sendAsync(calls, window, args),
    addHandlerAsync: (
      type: string,
      handler: (args: { initializationContextData: string }) => void,
      ...args: unknown[]
    ) =>
      calls.run('item.addHandlerAsync', { permission: 'ReadItem' }, args, () => {
        if (type === 'olkInitializationContextChanged' && supports(calls.world.profile, '1.15')) {
          window.onInitializationContext(handler);
        }
      }),
  };
}

/** facts 1.5: what follows a sendAsync that succeeds is not guaranteed to run; here it never does. */
function sendAsync(calls: ApiCalls, window: ItemWindow, args: readonly unknown[]): void {
  const refused = args.find((arg): arg is (result: unknown) => void => typeof arg === 'function');
  calls.run(
    'item.sendAsync',
    { permission: 'ReadWriteMailbox', handlers: 'blocked' },
    [
      (result: Office.AsyncResult<unknown>) => {
        if (String(result.status) === 'failed') {
          refused?.(result);
        }
      },
    ],
    () => {
      void window.sendFromPane().then((left) => {
        if (!left) {
          refused?.({
            status: 'failed',
            value: undefined,
            error: { code: 5001, name: 'InternalError', message: 'The item was not sent.' },
          });
        }
      });
    },
  );
}
