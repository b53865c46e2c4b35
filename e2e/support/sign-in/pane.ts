import type { Browser, Page } from 'playwright-core';
import type { FakeBroker } from '../../../addin/src/signin/testing/broker.ts';

/** The built task pane in Chromium. */
export interface Pane {
  readonly page: Page;
  /** What its console said. */
  readonly said: string[];
  /** What the broker was asked by it. */
  methods(): string[];
  /** Everything that the page keeps. */
  kept(): Promise<string>;
  close(): Promise<void>;
}

/** As much of office.js as a pane without a check asks for; the rest of it the matrix plays. */
const office = (language: string) => `
const sets = { NestedAppAuth: '1.1', Mailbox: '1.14', IdentityAPI: '1.3' };
globalThis.Office = {
  onReady: async (run) => { run?.({ host: 'Outlook', platform: 'OfficeOnline' }); },
  EventType: {},
  actions: { associate: (name) => { globalThis.associated = [...(globalThis.associated ?? []), name]; } },
  context: {
    displayLanguage: ${JSON.stringify(language)}, platform: 'OfficeOnline', host: 'Outlook',
    diagnostics: { host: 'Outlook', platform: 'OfficeOnline', version: '1' },
    requirements: { isSetSupported: (name, version) => sets[name] !== undefined && Number(version.split('.')[1]) <= Number(sets[name].split('.')[1]) },
    mailbox: {
      userProfile: { emailAddress: 'sato@minato.example' },
      item: {
        itemType: 'message',
        getInitializationContextAsync: (done) => setTimeout(() => done({ status: 'succeeded', value: '{"check":""}' }), 5),
        sessionData: {
          getAsync: (name, done) => setTimeout(() => done({ status: 'failed', error: { code: 1, message: 'none' } }), 5),
          setAsync: (name, value, done) => setTimeout(() => done({ status: 'succeeded' }), 5),
        },
      },
    },
  },
};
const heard = [];
globalThis.nestedAppAuthBridge = {
  addEventListener: (kind, listener) => heard.push(listener),
  removeEventListener: () => {},
  postMessage: (text) => { void globalThis.sekishoBroker(text).then((data) => heard.forEach((listener) => listener({ data }))); },
};`;

/** Opens a page of the add-in, the pane as an alert without a check does. Nothing but our server and the stub is reachable. */
export async function openPane(
  browser: Browser,
  origin: string,
  broker: FakeBroker,
  language: string,
  name = 'taskpane.html',
): Promise<Pane> {
  const context = await browser.newContext({ viewport: { width: 320, height: 570 }, locale: language });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    // who is not signed in is told so by 401, which the browser itself writes down
    if (!/status of 401/.test(message.text())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.endsWith('/office.js')) return route.fulfill({ contentType: 'text/javascript', body: office(language) });
    return url.startsWith(`${origin}/`) ? route.continue() : route.abort();
  });
  const before = broker.asked.length;
  const bridge = broker.bridge('pane');
  const waiting: ((text: string) => void)[] = [];
  bridge.addEventListener('message', ({ data }) => waiting.shift()?.(data));
  await page.exposeFunction('sekishoBroker', (text: string) => {
    const answer = new Promise<string>((resolve) => waiting.push(resolve));
    bridge.postMessage(text);
    return answer;
  });
  await page.goto(`${origin}/addin/${name}`);
  return {
    page,
    said,
    methods: () => broker.asked.slice(before).map((one) => one.method),
    kept: () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    close: () => context.close(),
  };
}
