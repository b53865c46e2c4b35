import type { EventRoom } from './event-room';
import type { World } from './world';

/** The part of fetch that the fake runtime hands on. */
export type BareFetch = (url: string, init?: unknown) => Promise<unknown>;

/** What the JavaScript-only runtime has besides the language itself. No document, no localStorage, no location. (1.7) */
export interface BareGlobals {
  readonly Office: unknown;
  readonly OfficeRuntime: unknown;
  readonly fetch: BareFetch;
  readonly XMLHttpRequest: unknown;
  readonly setTimeout: (run: () => void, milliseconds?: number) => number;
  readonly clearTimeout: (id: number) => void;
  readonly console: Pick<Console, 'log' | 'info' | 'warn' | 'error'>;
  /** What MSAL needs; only where nested app authentication is there too. (3) */
  readonly nestedAppAuthBridge?: unknown;
  readonly crypto?: unknown;
  readonly URL?: unknown;
  readonly URLSearchParams?: unknown;
  readonly TextEncoder?: unknown;
  readonly TextDecoder?: unknown;
  readonly atob?: unknown;
  readonly btoa?: unknown;
}

/** The globals for one event in classic Outlook on Windows. */
export function bareGlobals(
  world: World,
  room: EventRoom,
  network: { fetch: BareFetch; XMLHttpRequest?: unknown },
): BareGlobals {
  const silent = () => {};
  return {
    Office: room.office,
    OfficeRuntime: room.officeRuntime,
    fetch: (url, init) => {
      if (!/^https?:\/\//.test(url)) {
        // facts 1.7: this runtime has no page that an address could be relative to
        world.quirks.add('relative-url', 'fetch', `"${url}" is not absolute (facts 1.7)`);
        return Promise.reject(new TypeError('Network request failed'));
      }
      return network.fetch(url, init);
    },
    XMLHttpRequest: network.XMLHttpRequest,
    setTimeout: (run, milliseconds = 0) => world.clock.setTimeout(run, milliseconds),
    clearTimeout: (id) => world.clock.clearTimeout(id),
    console: { log: silent, info: silent, warn: silent, error: silent },
    ...(room.nestedAppAuthBridge === undefined ? {} : signInGlobals(room.nestedAppAuthBridge)),
  };
}

// Documented is that the broker's sample runs there; what MSAL cannot do without must then be there. (3, 8)
function signInGlobals(nestedAppAuthBridge: unknown): Partial<BareGlobals> {
  const { crypto, URL, URLSearchParams, TextEncoder, TextDecoder, atob, btoa } = globalThis;
  return { nestedAppAuthBridge, crypto, URL, URLSearchParams, TextEncoder, TextDecoder, atob, btoa };
}
