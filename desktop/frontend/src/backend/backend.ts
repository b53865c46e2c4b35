import type { Bound } from './api.gen';

/** What an event says has changed; show: the window came up. */
export type Topic = 'status' | 'mails' | 'held' | 'history' | 'accounts' | 'programs' | 'settings' | 'show';

/** The companion behind the window. */
export interface Backend {
  readonly call: Bound;
  /** Hears of changes until the returned function is called. */
  readonly onChange: (heard: (topic: Topic) => void) => () => void;
  /** Puts a text on the clipboard; false where there is none. */
  readonly copy: (text: string) => Promise<boolean>;
}

// What Wails puts into the page.
interface Wails {
  readonly go?: {
    readonly main?: { readonly Pages?: { Call(name: string, args: readonly unknown[]): Promise<unknown> } };
  };
  readonly runtime?: {
    EventsOn(name: string, heard: (topic: Topic) => void): () => void;
    ClipboardSetText(text: string): Promise<boolean>;
  };
}

/** Connects with the Go program around the page; undefined where there is none. */
export function connect(page: Wails = window as unknown as Wails): Backend | undefined {
  const pages = page.go?.main?.Pages;
  const runtime = page.runtime;
  if (!pages || !runtime) return undefined;
  return {
    // The companion is another program: each method of it is a call by its name.
    call: new Proxy({} as Bound, {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          pages.Call(String(name), args),
    }),
    onChange: (heard) => runtime.EventsOn('changed', heard),
    copy: (text) => runtime.ClipboardSetText(text),
  };
}
