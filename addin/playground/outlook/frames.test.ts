// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { EventRoom } from '../office';
import { eventScripts, pageParts } from './frames';

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

test('classic Windows runs the bare script, the others have a page around it', () => {
  const room = (officeRuntime: unknown) => ({ office: {}, officeRuntime }) as unknown as EventRoom;
  expect(eventScripts(room(undefined)).map(({ src }) => src)).toEqual([
    '/addin/launchevent-page.js',
    '/addin/launchevent.js',
  ]);
  expect(eventScripts(room({})).map(({ src }) => src)).toEqual(['/addin/launchevent.js']);
});
