import type { CompletedOptions } from './alert';
import { ApiCalls } from './api-calls';
import type { ItemWindow } from './item';
import type { FakeManifest } from './manifest';
import { type FakeOffice, type Handler, officeOf } from './namespace';
import type { World } from './world';

/** After so many milliseconds Outlook says that the add-in takes long. (1.6) */
const slowAfter = 5_000;
/** After so many milliseconds Outlook gives up. (1.6) */
const giveUpAfter = 300_000;

/** The room in which the add-in's event code is loaded, for each event anew. */
export interface EventRoom {
  readonly office: FakeOffice;
  /** Only in the JavaScript-only runtime. */
  readonly officeRuntime: { readonly storage: RuntimeStorage } | undefined;
}

/** OfficeRuntime.storage. */
export interface RuntimeStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** Runs the add-in's event code in a room. A rejection is a load error: the add-in is unavailable. */
export type LoadEventCode = (room: EventRoom) => void | Promise<void>;

export type HandlerOutcome =
  | { readonly kind: 'completed'; readonly options: CompletedOptions }
  | { readonly kind: 'unavailable' | 'not-associated' | 'timeout' };

/** Loads the event code, calls the handler of the draft's kind and waits for its answer as Outlook does. */
export async function runSendHandler(
  world: World,
  manifest: FakeManifest,
  load: LoadEventCode,
  window: ItemWindow,
  onSlow: () => void,
): Promise<HandlerOutcome> {
  const calls = new ApiCalls(world, 'event');
  const handlers = new Map<string, Handler>();
  const clicked = world.clock.now();
  try {
    await load(roomOf(calls, window, handlers));
  } catch (cause) {
    world.quirks.add('load-error', 'launch event', String(cause));
    return { kind: 'unavailable' };
  }
  const name = manifest.handlers[world.draft.kind];
  const handler = handlers.get(name);
  if (handler === undefined) {
    world.quirks.add(
      'handler-not-associated',
      'Office.actions.associate',
      `"${name}" was not associated while the script ran (facts 1.6, 1.7)`,
    );
    return { kind: 'not-associated' };
  }
  const outcome = await waitFor(world, handler, clicked, onSlow);
  calls.close();
  return outcome;
}

function roomOf(calls: ApiCalls, window: ItemWindow, handlers: Map<string, Handler>): EventRoom {
  const office = officeOf(calls, window, (name, handler) => void handlers.set(name, handler));
  const bare = calls.world.profile.runtime === 'javascript-only';
  return { office, officeRuntime: bare ? { storage: runtimeStorage(calls.world) } : undefined };
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

function waitFor(world: World, handler: Handler, clicked: number, onSlow: () => void): Promise<HandlerOutcome> {
  const { clock, quirks } = world;
  const left = (limit: number) => Math.max(0, limit - (clock.now() - clicked));
  return new Promise((resolve) => {
    let answer: 'none' | 'given' | 'too late' = 'none';
    const slow = clock.setTimeout(() => {
      quirks.add('slow-handler', 'event.completed', 'no answer within 5 s: the user sees a notice (facts 1.6)');
      onSlow();
    }, left(slowAfter));
    const end = clock.setTimeout(() => {
      answer = 'too late';
      quirks.add('never-completed', 'event.completed', 'no answer within 5 min (facts 1.6)');
      resolve({ kind: 'timeout' });
    }, left(giveUpAfter));
    const completed = (options: CompletedOptions = {}) => {
      if (answer !== 'none') {
        const code = answer === 'given' ? 'completed-twice' : 'completed-late';
        quirks.add(
          code,
          'event.completed',
          `the answer was ${answer === 'given' ? 'given already' : 'not waited for any more'} (facts 1.6)`,
        );
        return;
      }
      answer = 'given';
      clock.clearTimeout(slow);
      clock.clearTimeout(end);
      resolve({ kind: 'completed', options });
    };
    call(world, handler, { source: {}, type: 'send', completed });
  });
}

function call(world: World, handler: Handler, event: unknown): void {
  const threw = (cause: unknown) =>
    world.quirks.add('handler-threw', 'handler', `${String(cause)}: nobody catches it, Outlook waits on`);
  try {
    const result = handler(event);
    if (typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function') {
      result.then(undefined, threw);
    }
  } catch (cause) {
    threw(cause);
  }
}
