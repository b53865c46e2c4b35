import { ApiCalls } from './api-calls';
import { bridgeOf } from './identity';
import type { ItemWindow } from './item';
import { type FakeOffice, type Handler, officeOf } from './namespace';
import { type HandlerOutcome, waitFor } from './run-handler';
import type { World } from './world';

/** The page of the older ItemSend: a browser on every client. (1.10) */
export interface PageRoom {
  readonly office: FakeOffice;
  readonly nestedAppAuthBridge: unknown;
  readonly ended: Promise<void>;
}

/** Loads the function file; gives what its global names are. A rejection: the page could not be loaded. */
export type LoadFunctionFile = (room: PageRoom) => Promise<(name: string) => unknown>;

/** Loads the function file and calls its global function, which may open a dialog before it answers. */
export async function runItemSend(
  world: World,
  window: ItemWindow,
  functionName: string,
  load: LoadFunctionFile,
): Promise<HandlerOutcome> {
  const calls = new ApiCalls(world, 'on-send');
  const started = world.clock.now();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const close = () => {
    calls.close();
    end();
  };
  const office = officeOf(calls, window, () => {});
  let find: (name: string) => unknown;
  try {
    find = await load({ office, nestedAppAuthBridge: bridgeOf(world, 'on-send'), ended });
  } catch (cause) {
    world.quirks.add('load-error', 'ItemSend', String(cause));
    close();
    return { kind: 'unavailable' };
  }
  const handler = find(functionName);
  if (typeof handler !== 'function') {
    const detail = `the page has no global function "${functionName}" (facts 1.10)`;
    world.quirks.add('handler-not-associated', 'ItemSend', detail);
    close();
    return { kind: 'not-associated' };
  }
  const outcome = await waitFor(world, handler as Handler, { source: {}, type: 'ItemSend' }, started);
  if (window.dialogs.open !== undefined) {
    world.quirks.add('dialog-left-open', 'event.completed', 'close the dialog before completing (facts 1.10)');
    window.dialogs.close();
  }
  close();
  return outcome;
}
