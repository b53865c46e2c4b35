import { type ApiCalls, ApiError } from './api-calls';
import { supports } from './profiles';
import type { QuirkCode } from './quirk';

/** Characters of a notice and of its key; notices of one item. (1.9) */
const messageLimit = 150;
const keyLimit = 32;
const notificationsLimit = 5;

type NotificationCalls = Pick<Office.NotificationMessages, 'addAsync' | 'replaceAsync' | 'removeAsync' | 'getAllAsync'>;
type Details = Office.NotificationMessageDetails;

/** Notices above the item. */
export function notificationCalls(calls: ApiCalls): NotificationCalls {
  const { world } = calls;
  const shown = world.item.notifications;
  const put = (api: string, key: string, message: Details) => {
    check(calls, api, key, message);
    shown.set(key, structuredClone(message));
    world.changed();
  };
  const run = (api: string, args: readonly unknown[], work: () => unknown) =>
    calls.run(`notificationMessages.${api}`, { permission: 'ReadItem' }, args, work);
  return {
    addAsync: (key: string, message: Details, ...args: unknown[]) =>
      run('addAsync', args, () => {
        if (shown.has(key)) {
          throw new ApiError(9024, 'DuplicateNotificationKey', 'A notification with the specified key exists already.');
        }
        put('addAsync', key, message);
      }),
    replaceAsync: (key: string, message: Details, ...args: unknown[]) =>
      run('replaceAsync', args, () => put('replaceAsync', key, message)),
    removeAsync: (key: string, ...args: unknown[]) =>
      run('removeAsync', args, () => {
        if (!shown.delete(key)) {
          throw new ApiError(9026, 'NotificationKeyNotFound', 'The specified notification key was not found.');
        }
        world.changed();
      }),
    getAllAsync: (...args: unknown[]) => run('getAllAsync', args, () => [...shown.values()]),
  } as NotificationCalls;
}

function check(calls: ApiCalls, api: string, key: string, message: Details): void {
  const { item } = calls.world;
  const refuse = refuser(calls, api);
  if (message.message.length > messageLimit) {
    refuse('notification-too-long', `${message.message.length} characters, at most ${messageLimit}`);
  }
  if (key.length > keyLimit) {
    refuse('notification-key', `the key has ${key.length} characters, at most ${keyLimit}`);
  }
  if (new Set([...item.notifications.keys(), key]).size > notificationsLimit) {
    refuse('too-many-notifications', `more than ${notificationsLimit} notices on one item`);
  }
  const type = String(message.type);
  const needsIcon = type === 'informationalMessage' || type === 'insightMessage';
  if (needsIcon === (message.icon === undefined)) {
    refuse('notification-icon', needsIcon ? 'this type needs an icon' : 'only messages and insights have an icon');
  }
  if (type !== 'informationalMessage' && message.persistent !== undefined) {
    refuse('notification-persistent', 'only an informational message says whether it stays');
  }
  if (message.icon !== undefined && calls.world.images?.includes(message.icon) === false) {
    refuse('notification-icon', `the manifest has no image "${message.icon}"`);
  }
  checkInsight(calls, key, message, refuse);
}

/** An insight has one action, which shows a pane, and an add-in has one insight. */
function checkInsight(calls: ApiCalls, key: string, message: Details, refuse: Refuse): void {
  const { item, profile, controls } = calls.world;
  if (String(message.type) !== 'insightMessage') {
    if (message.actions !== undefined) {
      refuse('insight-action', 'only an insight has actions');
    }
    return;
  }
  if (!supports(profile, '1.10')) {
    refuse('insight-action', 'this client has no insights');
  }
  const others = [...item.notifications].filter(([other]) => other !== key);
  if (others.some(([, other]) => String(other.type) === 'insightMessage')) {
    refuse('second-insight', 'one insight an add-in');
  }
  const [action, ...more] = message.actions ?? [];
  if (action === undefined || more.length > 0 || String(action.actionType) !== 'showTaskPane') {
    refuse('insight-action', 'an insight has exactly one action, showTaskPane');
  }
  if (!controls.includes(action.commandId)) {
    refuse('unknown-command', `no control has the id "${action.commandId}", there are ${controls.join(', ')}`);
  }
  if (profile.alert.contextData === 'string' && typeof action.contextData !== 'string') {
    refuse('context-data-not-string', 'this client takes text only as data of an action');
  }
}

type Refuse = (code: QuirkCode, detail: string) => never;

function refuser(calls: ApiCalls, api: string): Refuse {
  return (code, detail) => {
    calls.world.quirks.add(code, `notificationMessages.${api}`, `${detail} (facts 1.9)`);
    const full = code === 'too-many-notifications' || code === 'second-insight';
    throw new ApiError(full ? 9025 : 9000, full ? 'NumberOfNotificationMessagesExceeded' : 'ArgumentException', detail);
  };
}
