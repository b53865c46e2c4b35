// Globals that only some runtimes have. Each is asked for with typeof before it is used.

interface SekishoKeep {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
}

interface SekishoTokenApi {
  getAccessToken(options: { allowSignInPrompt: boolean; allowConsentPrompt: boolean }): Promise<string>;
}

/** Only in the JavaScript-only runtime of classic Windows. */
declare var OfficeRuntime: { readonly storage?: SekishoKeep; readonly auth?: SekishoTokenApi } | undefined;

/** Set by launchevent-page.js and by the pages: what only a browser runtime has. */
declare var sekishoPage: { readonly origin: string; readonly keep: SekishoKeep } | undefined;
