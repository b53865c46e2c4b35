import type { Browser } from 'playwright-core';
import { build } from 'vite';
import type { FakeManifest, ProfileId } from '../../../addin/playground/office/index.ts';
import type { Sample } from './meter.ts';

/** Stands in for office.js: hands the fake's Office and network to the page that asked for it. */
const officeScript = `(() => {
  const slot = window.frameElement && window.frameElement.sekishoSlot;
  if (!slot) return;
  window.Office = slot.office;
  window.fetch = slot.fetch;
  window.XMLHttpRequest = slot.XMLHttpRequest;
  Object.assign(window, slot.time);
  if (slot.nestedAppAuthBridge) window.nestedAppAuthBridge = slot.nestedAppAuthBridge;
})();`;

/** Makes the script of the page that the cells are played in. */
export async function buildPage(): Promise<string> {
  const entry = new URL('./page.ts', import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'sekishoMatrixPage' } },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as { output: { code?: string }[] }[];
  return outputs[0]?.output[0]?.code ?? '';
}

/** A page of one client, in a browser profile of its own. */
export async function openCells(browser: Browser, script: string, origin: string): Promise<Cells> {
  const context = await browser.newContext({ locale: 'ja-JP' });
  await context.route(
    (url) => url.origin !== origin,
    (route) =>
      route.request().url() === 'https://appsforoffice.microsoft.com/lib/1/hosted/office.js'
        ? route.fulfill({ contentType: 'text/javascript', body: officeScript })
        : route.abort(),
  );
  await context.route(`${origin}/matrix`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>matrix</title><body></body>' }),
  );
  const page = await context.newPage();
  await page.goto(`${origin}/matrix`);
  await page.addScriptTag({ content: script });
  return {
    play: (cell) =>
      page.evaluate(
        ([id, manifest, scenario, name]) =>
          (window as unknown as { sekishoMatrix: { play(...args: unknown[]): Promise<void> } }).sekishoMatrix.play(
            id,
            manifest,
            scenario,
            name,
          ),
        [cell.id, cell.manifest, cell.scenario, cell.name] as const,
      ),
    measure: (id, manifest, count, name) =>
      page.evaluate(
        (given) =>
          (
            window as unknown as { sekishoMatrix: { measure(...args: unknown[]): Promise<Sample[]> } }
          ).sekishoMatrix.measure(...given),
        [id, manifest, count, name] as const,
      ),
    close: () => context.close(),
  };
}

/** One cell of the matrix. */
export interface Cell {
  readonly id: ProfileId;
  readonly manifest: FakeManifest;
  readonly scenario: string;
  /** Unlike the name of any other cell. */
  readonly name: string;
}

/** Plays cells one after another; nothing of one is kept for the next. */
export interface Cells {
  play(cell: Cell): Promise<void>;
  /** Measures sends that are asked about. */
  measure(id: ProfileId, manifest: FakeManifest, count: number, name: string): Promise<Sample[]>;
  close(): Promise<void>;
}
