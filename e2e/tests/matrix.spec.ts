import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type FakeManifest, type ProfileId, profiles } from '../../addin/playground/office/index.ts';
import { startBrowser } from '../support/browser.ts';
import { buildPage, type Cells, openCells } from '../support/matrix/browser-cells.ts';
import { generatedManifest } from '../support/matrix/manifest.ts';
import { popups } from '../support/matrix/popups.ts';
import { scenarios } from '../support/matrix/scenarios.ts';
import { vmStage } from '../support/matrix/vm-stage.ts';
import { samplePolicy } from '../support/policy.ts';
import { type Server, startServer } from '../support/server.ts';

/** A rule that wants to know what stands in files. */
const secretInside = `  - id: secret-inside
    title: {ja: 社外秘のファイル, en: A secret file}
    when: {recipients: {any: {who: external}}, text: {in: files, any: 社外秘}}
    then: {action: confirm, confirm: {mode: question}, message: {ja: 社外秘と書かれたファイルです。, en: The file says that it is secret.}}
`;

let browser: Browser;
let server: Server;
let manifest: FakeManifest;
let popupManifest: FakeManifest;
let script: string;
const policy = samplePolicy(secretInside);

beforeAll(async () => {
  [browser, server, script] = await Promise.all([startBrowser(), startServer(['--policy', policy.path]), buildPage()]);
  manifest = generatedManifest('https://sekisho.example', 'softblock');
  popupManifest = generatedManifest('https://sekisho.example', 'itemsend');
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  policy.remove();
});

const names = Object.keys(scenarios);

/** The unmodified production bundles on every client: events of classic Outlook in a bare VM, all pages in Chromium. */
describe.each(Object.keys(profiles) as ProfileId[])('%s', (id) => {
  if (profiles[id].runtime === 'browser') {
    let cells: Cells;
    beforeAll(async () => {
      cells = await openCells(browser, script, server.origin);
    });
    afterAll(() => cells?.close());
    test.each(names)('%s', (scenario) => cells.play({ id, manifest, scenario, name: `${id} ${scenario}` }));
    return;
  }
  test.concurrent.each(names)('%s', async (scenario) => {
    await scenarios[scenario]?.(await vmStage(server.origin, manifest, id, `${id} ${scenario}`));
  });
});

/** The older on-send runs in a browser on every client. */
describe.each(Object.keys(profiles) as ProfileId[])('%s with the dialog', (id) => {
  let cells: Cells;
  beforeAll(async () => {
    cells = await openCells(browser, script, server.origin);
  });
  afterAll(() => cells?.close());
  test.each(Object.keys(popups))('%s', (scenario) =>
    cells.play({ id, manifest: popupManifest, scenario, name: `${id} ${scenario}` }),
  );
});
