import type { ClientOptions, DoorClient } from '@sekisho/client';
import { OfficeCalls, serverOrigin } from '../office';

/** Written in by the build. */
declare const __SEKISHO_VERSION__: string;

/** What an event is worked on with. */
export interface Tools<C extends DoorClient = DoorClient> {
  readonly calls: OfficeCalls;
  readonly client: C;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Where the credential comes from; empty: there is none. */
export type TokenSource = (calls: OfficeCalls) => Promise<string>;

/** A new set of tools for each event: nothing of one mail is left when the next is sent. */
export function newTools<C extends DoorClient>(source: TokenSource, create: (options: ClientOptions) => C): Tools<C> {
  const calls = new OfficeCalls();
  // read beside the item, so that the server's time begins with the request; without a token the server says what is missing
  const token = source(calls).catch(() => '');
  const client = create({ origin: serverOrigin(), token: () => token });
  return { calls, client, version: __SEKISHO_VERSION__, now: () => Date.now() };
}
