import type { EventRoom, LoadEventCode, LoadFunctionFile } from '../office';

/** A script the frame loads. */
interface FrameScript {
  readonly src: string;
  readonly type: '' | 'module';
}

/** What frame.js finds on its frame element. */
export interface FrameSlot {
  readonly office: unknown;
  readonly officeRuntime?: unknown;
  readonly nestedAppAuthBridge?: unknown;
  readonly scripts: readonly FrameScript[];
  readonly styles: readonly string[];
  failed(src: string): void;
}

const framePage = '/playground/frame.html';

/** Puts the slot on a frame element and starts it; the page in it sees the query as its own. */
export function startFrame(frame: HTMLIFrameElement, slot: FrameSlot, query = ''): void {
  Object.assign(frame, { sekishoFrame: slot });
  frame.src = `${framePage}${query}`;
}

/** What the runtime of an event loads: browser runtimes the page of the manifest, classic Windows its one script. */
export async function eventParts(room: EventRoom): Promise<PageParts> {
  return room.officeRuntime
    ? { scripts: [{ src: '/addin/launchevent.js', type: '' }], styles: [] }
    : fetchParts('/addin/launchevent.html');
}

/** Loads the built launch event for each event into a hidden frame of its own, as Outlook does, until the event is over. */
export function eventFrames(parent: HTMLElement): LoadEventCode {
  return async (room) => {
    const { office, officeRuntime, nestedAppAuthBridge } = room;
    const parts = await eventParts(room);
    await hiddenFrame(parent, room.ended, { office, officeRuntime, nestedAppAuthBridge, ...parts });
  };
}

/** Loads the page of the older on-send into a hidden frame; gives its globals. */
export function functionFrames(parent: HTMLElement): LoadFunctionFile {
  return async ({ office, nestedAppAuthBridge, ended }) => {
    const parts = await fetchParts('/addin/itemsend.html');
    const frame = await hiddenFrame(parent, ended, { office, nestedAppAuthBridge, ...parts });
    return (name) => (frame.contentWindow as unknown as Record<string, unknown> | null)?.[name];
  };
}

function hiddenFrame(
  parent: HTMLElement,
  ended: Promise<void>,
  slot: Omit<FrameSlot, 'failed'>,
): Promise<HTMLIFrameElement> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'launch event';
    frame.addEventListener('load', () => resolve(frame));
    startFrame(frame, { ...slot, failed: (src) => reject(new Error(`${src} did not load`)) });
    parent.append(frame);
    void ended.then(() => frame.remove());
  });
}

/** Reads one of the add-in's built pages. */
export async function fetchParts(path: string): Promise<PageParts> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return pageParts(await answer.text(), path);
}

/** The files that a page loads. */
export type PageParts = Pick<FrameSlot, 'scripts' | 'styles'>;

/** Finds in a built page what must be loaded; its office.js is left out, the fake stands in for it. */
export function pageParts(html: string, path = '/addin/taskpane.html'): PageParts {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const base = new URL(path, 'https://page.invalid');
  const own = (address: string | null) => {
    const url = new URL(address ?? '', base);
    return url.origin === base.origin ? url.pathname : '';
  };
  const links = [...page.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
  const scripts = [...page.querySelectorAll<HTMLScriptElement>('script[src]')].map((script) => ({
    src: own(script.getAttribute('src')),
    type: script.type === 'module' ? ('module' as const) : ('' as const),
  }));
  return {
    scripts: scripts.filter(({ src }) => src !== ''),
    styles: links.map((link) => own(link.getAttribute('href'))).filter((href) => href !== ''),
  };
}
