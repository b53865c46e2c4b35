import { type BareFetch, bareGlobals } from './bare-globals';
import type { EventRoom, LoadEventCode } from './send-event';
import type { World } from './world';

/** The name under which a framed page finds the `Office` that its host made for it. */
export const officeSlot = 'sekishoFakeOffice';

/**
 * Browser runtime of a playground page: the add-in's own HTML in a hidden frame. Whatever the server gives that page for
 * the address of office.js must take `window.frameElement[officeSlot]` as its global `Office`; see `officeStub`.
 */
export function frameRoom(document: Document, url: string): LoadEventCode {
  return (room) =>
    new Promise((resolve, reject) => {
      const frame = document.createElement('iframe');
      frame.hidden = true;
      frame.title = 'launch event';
      Object.assign(frame, { [officeSlot]: room.office });
      frame.onload = () => resolve();
      frame.onerror = () => reject(new Error(`${url} did not load`));
      frame.src = url;
      document.body.append(frame);
    });
}

/** JavaScript-only runtime of a playground page: the script is run with the names of the page hidden from it. */
export function bareRoom(
  world: () => World,
  script: () => Promise<string>,
  network: { fetch: BareFetch },
): LoadEventCode {
  return async (room: EventRoom) => {
    const globals = bareGlobals(world(), room, network);
    const hidden = [
      'window',
      'self',
      'document',
      'localStorage',
      'sessionStorage',
      'location',
      'navigator',
      'globalThis',
    ];
    const run = new Function(...Object.keys(globals), ...hidden, await script());
    run(...Object.values(globals));
  };
}

/** The text a playground serves in place of office.js. */
export const officeStub = `window.Office = window.frameElement && window.frameElement[${JSON.stringify(officeSlot)}];`;
