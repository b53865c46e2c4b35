import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Identity, type ProfileId, profiles } from '../../addin/playground/office/index.ts';
import { FakeBroker } from '../../addin/src/signin/testing/broker.ts';
import { violations } from '../support/accessibility.ts';
import { startBrowser } from '../support/browser.ts';
import { type Server, startServer } from '../support/server.ts';
import { type Claims, Issuer, issuerConfig, office } from '../support/sign-in/issuer.ts';
import { openWindow, press } from '../support/sign-in/outlook.ts';
import { openPane } from '../support/sign-in/pane.ts';

const issuer = new Issuer();
const folder = mkdtempSync(join(tmpdir(), 'sekisho-signin-'));
let server: Server;
let browser: Browser;

beforeAll(async () => {
  await issuer.start();
  issuer.publish('second');
  const config = join(folder, 'sekisho.yaml');
  writeFileSync(config, issuerConfig(issuer));
  [server, browser] = await Promise.all([startServer(['--config', config], false), startBrowser()]);
});

afterAll(async () => {
  await server?.stop();
  await browser?.close();
  await issuer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const brokerOf = (token: () => string) => new FakeBroker({ silent: () => ({ accessToken: token() }) });
const bare = (Object.keys(profiles) as ProfileId[]).filter((id) => profiles[id].runtime === 'javascript-only');

describe.each(bare)('in %s', (id) => {
  const identity = (change: Claims = {}): Identity =>
    profiles[id].nestedAppAuth
      ? brokerOf(() => issuer.token(change)).identity
      : { accessToken: async () => issuer.token({ azp: office, ...change }) };

  test('a mail is judged for whom the directory vouches for', async () => {
    const to = await openWindow(server.origin, id, identity());
    expect(await press(to)).toEqual({ status: 'sent', http: 200, code: undefined, decision: 'send' });
    const outside = await openWindow(server.origin, id, identity(), 'tanaka@hokut0.example');
    expect(await press(outside)).toMatchObject({ status: 'alert', http: 200, decision: 'ask' });
    expect(outside.host.alert?.message).toContain('tanaka@hokut0.example');
  });

  const hours = (n: number) => Math.floor(Date.now() / 1000) + n * 3_600;
  test.each<[string, Claims, number, string]>([
    ['that has run out', { exp: hours(-1) }, 401, 'token-expired'],
    ['that is not good yet', { nbf: hours(1) }, 401, 'token-invalid'],
    ['of another directory', { tid: '99999999-2222-3333-4444-555555555555' }, 403, 'token-foreign'],
    ['for another application', { aud: 'https://graph.microsoft.com' }, 403, 'token-foreign'],
    ['of another client', { azp: '99999999-3333-4444-5555-666666666666' }, 403, 'token-foreign'],
    ['without our scope', { scp: 'User.Read' }, 403, 'token-foreign'],
    ['of an application', { scp: undefined, roles: ['Sekisho.Admin'], idtyp: 'app' }, 403, 'token-foreign'],
    ['of version 1', { ver: '1.0' }, 403, 'token-foreign'],
  ])('a token %s lets nothing go', async (_, change, status, code) => {
    const window = await openWindow(server.origin, id, identity(change));
    expect(await press(window)).toMatchObject({ status: 'alert', http: status, code });
    if (status === 401) expect(window.host.alert?.message).toContain('サインイン');
  });
});

test('keys roll: the next one counts as soon as it signs, an unknown one never', async () => {
  const by = (kid: string) => openWindow(server.origin, 'classic-2412', brokerOf(() => issuer.token({}, kid)).identity);
  expect(await press(await by('first'))).toMatchObject({ status: 'sent' });
  issuer.withdrawn.add('first');
  expect(await press(await by('second'))).toMatchObject({ status: 'sent' });
  issuer.publish('forged');
  issuer.withdrawn.add('forged');
  expect(await press(await by('forged'))).toMatchObject({ status: 'alert', http: 401, code: 'token-invalid' });
  expect(issuer.fetched).toBe(1);
});

test('who must agree first is sent to the pane, agrees there by keyboard, and sends', async () => {
  let agreed = false;
  const answer = () =>
    agreed ? { accessToken: issuer.token({}, 'second') } : { status: 'USER_INTERACTION_REQUIRED', code: 'AADSTS65001' };
  const broker = new FakeBroker({
    silent: answer,
    popup: () => {
      agreed = true;
      return answer();
    },
  });
  const window = await openWindow(server.origin, 'classic-2412', broker.identity);
  expect(await press(window)).toMatchObject({ status: 'alert', http: 401 });
  expect(window.host.alert?.message).toContain('サインイン');
  expect(window.host.alert?.command?.controlId).toBe('sekishoMessagePane');

  for (const [language, title, button, done] of [
    ['ja-JP', 'サインインしてください', 'サインイン', 'サインインしました'],
    ['en-US', 'Please sign in', 'Sign in', 'You are signed in'],
  ] as const) {
    agreed = false;
    const pane = await openPane(browser, server.origin, broker, language);
    await pane.page.getByRole('heading', { name: title }).waitFor();
    expect(await violations(pane.page)).toEqual([]);
    expect(pane.methods()).not.toContain('GetTokenPopup');
    await pane.page.keyboard.press('Tab');
    expect(await pane.page.evaluate(() => document.activeElement?.textContent)).toBe(button);
    await pane.page.keyboard.press('Enter');
    await pane.page.getByRole('heading', { name: done }).waitFor();
    expect(await pane.kept()).not.toContain('eyJ');
    expect(pane.said).toEqual([]);
    await pane.close();
  }
  const again = await openWindow(server.origin, 'classic-2412', broker.identity);
  expect(await press(again)).toMatchObject({ status: 'sent', http: 200 });
  expect(broker.broken).toEqual([]);
});

test('the page of browser runtimes loads the script and associates the handlers', async () => {
  const broker = brokerOf(() => issuer.token({}, 'second'));
  const opened = await openPane(browser, server.origin, broker, 'en-US', 'launchevent-entra.html');
  const names = await opened.page.evaluate(() => (globalThis as unknown as { associated: string[] }).associated);
  expect(names.slice(0, 2)).toEqual(['onMessageSendHandler', 'onAppointmentSendHandler']);
  expect(opened.said).toEqual([]);
  expect(broker.asked).toEqual([]);
  await opened.close();
});
