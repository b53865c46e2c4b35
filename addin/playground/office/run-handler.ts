import type { CompletedOptions } from './alert';
import { type LoadEventCode, openRoom } from './event-room';
import type { EventName } from './events';
import type { ItemWindow } from './item';
import type { FakeManifest } from './manifest';
import type { Handler } from './namespace';
import type { World } from './world';

/** After so many milliseconds Outlook says that the add-in takes long. (1.6) */
const slowAfter = 5_000;
/** After so many milliseconds Outlook gives up. (1.6) */
const giveUpAfter = 300_000;

/** What every event is run with. */
export interface EventScene {
  readonly world: World;
  readonly manifest: FakeManifest;
  readonly load: LoadEventCode;
  readonly window: ItemWindow;
}

export type HandlerOutcome =
  | { readonly kind: 'completed'; readonly options: CompletedOptions }
  | { readonly kind: 'unavailable' | 'not-associated' | 'timeout' };

/** The FunctionName that the manifest has for an event; undefined: the event is not declared. */
export function functionNameOf(manifest: FakeManifest, event: EventName): string | undefined {
  switch (event) {
    case 'OnMessageSend':
      return manifest.handlers.message;
    case 'OnAppointmentSend':
      return manifest.handlers.appointment;
    default:
      return manifest.events?.[event];
  }
}

/**
 * Loads the event code, calls the handler of an event and waits for its answer as Outlook does. `onSlow` is for sends:
 * nobody waits for the other events, so nobody is told that one takes long.
 */
export async function runHandler(
  scene: EventScene,
  event: EventName,
  args: Readonly<Record<string, unknown>>,
  onSlow?: () => void,
): Promise<HandlerOutcome> {
  const { world, manifest, load, window } = scene;
  const started = world.clock.now();
  const { room, handlers, close } = openRoom(world, window, event);
  try {
    await load(room);
  } catch (cause) {
    world.quirks.add('load-error', event, String(cause));
    close();
    return { kind: 'unavailable' };
  }
  const name = functionNameOf(manifest, event) ?? '';
  const handler = handlers.get(name);
  if (handler === undefined) {
    const detail = `"${name}" was not associated while the script ran (facts 1.6, 1.7)`;
    world.quirks.add('handler-not-associated', 'Office.actions.associate', detail);
    close();
    return { kind: 'not-associated' };
  }
  const outcome = await waitFor(world, handler, { source: {}, type: event, ...args }, started, onSlow);
  close();
  return outcome;
}

/** Calls a handler and waits for `event.completed`, at most five minutes. A second completion is a quirk. */
export function waitFor(
  world: World,
  handler: Handler,
  event: Readonly<Record<string, unknown>>,
  started: number,
  onSlow?: () => void,
): Promise<HandlerOutcome> {
  const { clock, quirks } = world;
  const left = (limit: number) => Math.max(0, limit - (clock.now() - started));
  return new Promise((resolve) => {
    let answer: 'none' | 'given' | 'too late' = 'none';
    const slow = clock.setTimeout(() => {
      if (onSlow !== undefined) {
        quirks.add('slow-handler', 'event.completed', 'no answer within 5 s: the user sees a notice (facts 1.6)');
        onSlow();
      }
    }, left(slowAfter));
    const end = clock.setTimeout(() => {
      answer = 'too late';
      quirks.add('never-completed', 'event.completed', `no answer to ${event.type} within 5 min (facts 1.6)`);
      resolve({ kind: 'timeout' });
    }, left(giveUpAfter));
    const completed = (options: CompletedOptions = {}) => {
      if (answer !== 'none') {
        const given = answer === 'given';
        const why = given ? 'given already' : 'not waited for any more';
        quirks.add(
          given ? 'completed-twice' : 'completed-late',
          'event.completed',
          `the answer was ${why} (facts 1.6)`,
        );
        return;
      }
      answer = 'given';
      clock.clearTimeout(slow);
      clock.clearTimeout(end);
      resolve({ kind: 'completed', options });
    };
    call(world, handler, { ...event, completed });
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
