import { type ApiCalls, ApiError } from './api-calls';
import type { QuirkCode } from './quirk';

/** Octets of all header fields that add-ins set on one item. (2) */
const headersLimit = 256 * 1024;
/** Characters of customProperties of one item. (2) */
const customPropertiesLimit = 2_500;
/** Octets of roamingSettings of one mailbox. (2) */
const roamingLimit = 32 * 1024;

type HeaderCalls = Pick<Office.InternetHeaders, 'getAsync' | 'setAsync' | 'removeAsync'>;
type SessionCalls = Pick<Office.SessionData, 'getAsync' | 'getAllAsync' | 'setAsync' | 'removeAsync' | 'clearAsync'>;

/** Header fields that travel with the message. */
export function headerCalls(calls: ApiCalls): HeaderCalls {
  const { world } = calls;
  const write = { permission: 'ReadWriteItem' } as const;
  return {
    getAsync: (names: string[], ...args: unknown[]) =>
      calls.run('internetHeaders.getAsync', { permission: 'ReadItem' }, args, () => pick(world.draft.headers, names)),
    setAsync: (fields: Record<string, string>, ...args: unknown[]) =>
      calls.run('internetHeaders.setAsync', write, args, () => {
        const next = { ...world.draft.headers, ...fields };
        full(calls, 'headers-too-large', 'internetHeaders.setAsync', JSON.stringify(next).length, headersLimit);
        world.draft.headers = next;
      }),
    removeAsync: (names: string[], ...args: unknown[]) =>
      calls.run('internetHeaders.removeAsync', write, args, () => {
        for (const name of names) {
          delete world.draft.headers[name];
        }
      }),
  } as HeaderCalls;
}

/** Data of this add-in for this compose session. On Mac panes and event handlers do not see each other's. (1.5) */
export function sessionCalls(calls: ApiCalls): SessionCalls {
  const { world } = calls;
  const data = calls.runtime === 'event' ? world.item.sessionData : world.item.paneSessionData;
  const write = { permission: 'ReadWriteItem' } as const;
  return {
    getAsync: (name: string, ...args: unknown[]) =>
      calls.run('sessionData.getAsync', { permission: 'ReadItem' }, args, () => known(data, name)),
    setAsync: (name: string, value: string, ...args: unknown[]) =>
      calls.run('sessionData.setAsync', write, args, () => {
        const kept = [...data].filter(([key]) => key !== name);
        const size = [...kept, [name, value]].reduce((sum, [key = '', text = '']) => sum + key.length + text.length, 0);
        full(calls, 'session-data-full', 'sessionData.setAsync', size, world.profile.sessionData);
        data.set(name, value);
      }),
    getAllAsync: (...args: unknown[]) =>
      calls.run('sessionData.getAllAsync', { permission: 'ReadItem' }, args, () => Object.fromEntries(data)),
    removeAsync: (name: string, ...args: unknown[]) =>
      calls.run('sessionData.removeAsync', write, args, () => {
        data.delete(name);
      }),
    clearAsync: (...args: unknown[]) => calls.run('sessionData.clearAsync', write, args, () => data.clear()),
  } as SessionCalls;
}

function known(data: Map<string, string>, name: string): string {
  const value = data.get(name);
  if (value === undefined) {
    throw new ApiError(9020, 'KeyNotFound', 'The specified key was not found.');
  }
  return value;
}

/** Properties that stay with the item in the sender's mailbox. */
export function customProperties(calls: ApiCalls) {
  const { world } = calls;
  const copy = new Map(world.item.customProperties);
  return {
    get: (name: string) => copy.get(name),
    set: (name: string, value: unknown) => void copy.set(name, value),
    remove: (name: string) => void copy.delete(name),
    getAll: () => Object.fromEntries(copy),
    saveAsync: (...args: unknown[]) =>
      calls.run('customProperties.saveAsync', { permission: 'ReadItem' }, args, () => {
        const size = JSON.stringify(Object.fromEntries(copy)).length;
        full(calls, 'custom-properties-full', 'customProperties.saveAsync', size, customPropertiesLimit);
        world.item.customProperties.clear();
        for (const [name, value] of copy) {
          world.item.customProperties.set(name, value);
        }
      }),
  };
}

/** Settings of this add-in and mailbox. They are loaded once, when the runtime starts. */
export function roamingSettings(calls: ApiCalls) {
  const { world } = calls;
  const copy = new Map(world.mailbox.roamingSettings);
  return {
    get: (name: string) => copy.get(name),
    set: (name: string, value: unknown) => void copy.set(name, value),
    remove: (name: string) => void copy.delete(name),
    saveAsync: (...args: unknown[]) =>
      calls.run('roamingSettings.saveAsync', { permission: 'Restricted' }, args, () => {
        const size = JSON.stringify(Object.fromEntries(copy)).length;
        full(calls, 'roaming-settings-full', 'roamingSettings.saveAsync', size, roamingLimit, 9057);
        world.mailbox.roamingSettings.clear();
        for (const [name, value] of copy) {
          world.mailbox.roamingSettings.set(name, value);
        }
      }),
  };
}

function full(calls: ApiCalls, code: QuirkCode, api: string, size: number, most: number, error = 9000): void {
  if (size > most) {
    calls.world.quirks.add(code, api, `${size}, at most ${most} (facts 1.9, 2)`);
    throw new ApiError(error, 'DataExceedsMaximumSize', `The data is larger than ${most}.`);
  }
}

function pick(fields: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}
