import type { EventRoom, LoadEventCode } from '../office';

/** A script the frame loads. */
interface FrameScript {
  readonly src: string;
  readonly type: '' | 'module';
}

/** What frame.js finds on its frame element. */
export interface FrameSlot {
  readonly office: unknown;
  readonly officeRuntime?: unknown;
  readonly scripts: readonly FrameScript[];
  readonly styles: readonly string[];
  failed(src: string): void;
}

const framePage = '/playground/frame.html';

/** Puts the slot on a frame element and starts it. */
export function startFrame(frame: HTMLIFrameElement, slot: FrameSlot): void {
  Object.assign(frame, { sekishoFrame: slot });
  frame.src = framePage;
}

/** The scripts of the event runtime: browser runtimes have a page around them, classic Windows has not. */
export function eventScripts(room: EventRoom): FrameScript[] {
  const names = room.officeRuntime ? ['launchevent.js'] : ['launchevent-page.js', 'launchevent.js'];
  return names.map((name) => ({ src: `/addin/${name}`, type: '' }));
}

/** Loads the built launch event for each Send into a fresh hidden frame, as Outlook does, and drops the one before. */
export function eventFrames(parent: HTMLElement): LoadEventCode {
  let last: HTMLIFrameElement | undefined;
  return (room) =>
    new Promise((resolve, reject) => {
      last?.remove();
      const frame = document.createElement('iframe');
      last = frame;
      frame.hidden = true;
      frame.title = 'launch event';
      frame.addEventListener('load', () => resolve());
      startFrame(frame, {
        office: room.office,
        officeRuntime: room.officeRuntime,
        scripts: eventScripts(room),
        styles: [],
        failed: (src) => reject(new Error(`${src} did not load`)),
      });
      parent.append(frame);
    });
}

/** Finds in the built task pane's page what must be loaded; its office.js is left out, the fake stands in for it. */
export function pageParts(html: string): Pick<FrameSlot, 'scripts' | 'styles'> {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const links = [...page.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
  const scripts = [...page.querySelectorAll<HTMLScriptElement>('script[src]')].map((script) => ({
    src: script.getAttribute('src') ?? '',
    type: script.type === 'module' ? ('module' as const) : ('' as const),
  }));
  return {
    scripts: scripts.filter(({ src }) => src.startsWith('/')),
    styles: links.map((link) => link.getAttribute('href') ?? '').filter((href) => href.startsWith('/')),
  };
}
