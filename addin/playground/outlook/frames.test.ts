// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import type { EventRoom } from '../office';
import { eventFrames, eventParts, pageParts } from './frames';

test('the pane’s own files are loaded, office.js is not', () => {
  const html = `<!doctype html><html><head>
    <script type="module" async crossorigin src="/addin/assets/taskpane-abc12345.js"></script>
    <link rel="stylesheet" crossorigin href="/addin/assets/taskpane-abc12345.css">
    <link rel="icon" href="/favicon.ico"></head>
    <body><div id="root"></div><script src="https://appsforoffice.microsoft.com/lib/1/hosted/office.js"></script></body></html>`;
  expect(pageParts(html)).toEqual({
    scripts: [{ src: '/addin/assets/taskpane-abc12345.js', type: 'module' }],
    styles: ['/addin/assets/taskpane-abc12345.css'],
  });
});

const launchPage = `<!doctype html><head>
  <script src="https://appsforoffice.microsoft.com/lib/1/hosted/office.js"></script>
  <script src="launchevent-page.js"></script><script src="launchevent.js"></script></head>`;

test('classic Windows runs the bare script, the others the page of the manifest', async () => {
  const pages = vi.fn(async () => new Response(launchPage));
  vi.stubGlobal('fetch', pages);
  const room = (officeRuntime: unknown) => ({ office: {}, officeRuntime }) as unknown as EventRoom;
  const sources = async (officeRuntime?: unknown) =>
    (await eventParts(room(officeRuntime))).scripts.map(({ src }) => src);
  expect(await sources()).toEqual(['/addin/launchevent-page.js', '/addin/launchevent.js']);
  expect(pages).toHaveBeenCalledWith('/addin/launchevent.html');
  expect(await sources({})).toEqual(['/addin/launchevent.js']);
  vi.unstubAllGlobals();
});

test('a frame of an event goes when the event is over', async () => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(launchPage)),
  );
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const loading = eventFrames(document.body)({ office: {}, ended } as unknown as EventRoom);
  await vi.waitFor(() => expect(document.querySelector('iframe')).not.toBeNull());
  document.querySelector('iframe')?.dispatchEvent(new Event('load'));
  await loading;
  expect(document.querySelectorAll('iframe')).toHaveLength(1);
  end();
  await vi.waitFor(() => expect(document.querySelectorAll('iframe')).toHaveLength(0));
  vi.unstubAllGlobals();
});
