import type { RuntimeKind, World } from './world';

/** What a test's identity provider puts into the runtimes: a broker for MSAL, and the older single sign-on. (3) */
export interface Identity {
  /** Makes `window.nestedAppAuthBridge` for one runtime. */
  readonly bridge?: (runtime: RuntimeKind) => unknown;
  /** Office.auth.getAccessToken and OfficeRuntime.auth.getAccessToken; rejects with an error that has a `code`. */
  readonly accessToken?: (options: unknown) => Promise<string>;
}

/** The bridge of one runtime; undefined where the client has no nested app authentication. */
export function bridgeOf(world: World, runtime: RuntimeKind): unknown {
  return world.profile.nestedAppAuth ? world.identity?.bridge?.(runtime) : undefined;
}

/** Signs in by the older way. Without a provider the add-in is one whose manifest has no WebApplicationInfo. */
export function accessTokenOf(world: World, options: unknown): Promise<string> {
  const { accessToken } = world.identity ?? {};
  if (accessToken === undefined) {
    return Promise.reject(Object.assign(new Error('The add-in is not set up for single sign-on.'), { code: 13_000 }));
  }
  return accessToken(options);
}
