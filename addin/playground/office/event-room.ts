import { ApiCalls } from './api-calls';
import type { EventName } from './events';
import { accessTokenOf, bridgeOf } from './identity';
import type { ItemWindow } from './item';
import { type FakeOffice, type Handler, officeOf } from './namespace';
import type { World } from './world';

/** The room in which the add-in's event code is loaded, for each event anew. */
export interface EventRoom {
  readonly event: EventName;
  readonly office: FakeOffice;
  /** Only in the JavaScript-only runtime. */
  readonly officeRuntime: OfficeRuntimeGlobal | undefined;
  /** `window.nestedAppAuthBridge`, where the client and the test have one. (3) */
  readonly nestedAppAuthBridge: unknown;
  /** Settles when Outlook closes the room: the event was completed, or waited for no longer. */
  readonly ended: Promise<void>;
}

/** OfficeRuntime.storage. */
export interface RuntimeStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

export interface OfficeRuntimeGlobal {
  readonly storage: RuntimeStorage;
  readonly auth: { getAccessToken(options?: unknown): Promise<string> };
}

/** Runs the add-in's event code in a room. A rejection is a load error: the add-in is unavailable. */
export type LoadEventCode = (room: EventRoom) => void | Promise<void>;

/** A room with what belongs to it behind the add-in's back. */
export interface OpenedRoom {
  readonly room: EventRoom;
  readonly handlers: Map<string, Handler>;
  /** No callback comes any more. */
  close(): void;
}

export function openRoom(world: World, window: ItemWindow, event: EventName): OpenedRoom {
  const calls = new ApiCalls(world, 'event', event);
  const handlers = new Map<string, Handler>();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const bare = world.profile.runtime === 'javascript-only';
  const room: EventRoom = {
    event,
    office: officeOf(calls, window, (name, handler) => void handlers.set(name, handler)),
    officeRuntime: bare
      ? { storage: runtimeStorage(world), auth: { getAccessToken: (options) => accessTokenOf(world, options) } }
      : undefined,
    nestedAppAuthBridge: bridgeOf(world, 'event'),
    ended,
  };
  const close = () => {
    calls.close();
    end();
  };
  return { room, handlers, close };
}

/** The storage of the JavaScript-only runtime; the fault name is `storage`. */
export function runtimeStorage(world: World): RuntimeStorage {
  const { runtimeStorage: data } = world.mailbox;
  const later = <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      const fault = world.faults.take('storage');
      if (fault?.kind === 'hang') {
        return;
      }
      world.clock.setTimeout(
        () => (fault === undefined ? resolve(work()) : reject(new Error('storage failed'))),
        world.latency,
      );
    });
  return {
    getItem: (key) => later(() => data.get(key) ?? null),
    setItem: (key, value) => later(() => void data.set(key, value)),
    removeItem: (key) => later(() => void data.delete(key)),
  };
}
