import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Identity, type ProfileId, profiles } from '../../playground/office';
import { answering, check, json, keptPolicy, problem } from '../launchevent/testing/answers';
import { buildLaunchEvent } from '../launchevent/testing/bundle';
import { type Office, type OfficeOptions, openOffice, type Seen } from '../launchevent/testing/post-office';
import { type BrokerAnswer, FakeBroker } from '../signin/testing/broker';

const settings = {
  clientId: '22222222-3333-4444-5555-666666666666',
  authority: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555',
  scope: 'api://sekisho.example/22222222-3333-4444-5555-666666666666/access_as_user',
};
const placeholders = ['sekisho-client.invalid', 'https://sekisho-authority.invalid', 'api://sekisho-scope.invalid'];
const configFile = fileURLToPath(new URL('./vite.config.ts', import.meta.url));
const ids = Object.keys(profiles) as ProfileId[];
const brokered = ids.filter((id) => profiles[id].nestedAppAuth);
const older = ids.filter((id) => !profiles[id].nestedAppAuth);
let script = '';
let delivered = '';

beforeAll(async () => {
  script = await buildLaunchEvent('production', configFile);
  delivered = Object.values(settings).reduce((text, value, at) => text.replace(placeholders[at] ?? '', value), script);
});

const broker = (answer: BrokerAnswer, more: object = {}) => new FakeBroker({ silent: () => answer, ...more });
const checks = (office: Office) => office.seen.filter((request) => request.path === '/v1/checks');
const bearer = (office: Office) => checks(office)[0]?.headers.Authorization;

async function send(options: OfficeOptions, code = delivered): Promise<Office> {
  const office = openOffice(code, { server: guarded, ...options });
  await office.clock.settle(office.host.send());
  office.host.quirks.assertClean();
  expect(office.clock.now()).toBeLessThan(5_000);
  return office;
}

/** A server that knows the tokens of these tests. */
function guarded(request: Seen) {
  const known = ['Bearer entra-token', 'Bearer sso-token', 'Bearer dev-token'];
  const good = known.indexOf(request.headers.Authorization ?? '') >= 0;
  return good ? answering(json(check('send')))(request) : problem(401, 'token-missing');
}

describe('the script', () => {
  it('is one classic script of ES2016, within its size, with each placeholder once', () => {
    expect(() => parse(script, { ecmaVersion: 7, sourceType: 'script' })).not.toThrow();
    expect(script.length).toBeLessThanOrEqual(380_000);
    expect(script).not.toMatch(/\bimport\(|\bglobalThis\b/);
    for (const text of [...placeholders, 'https://sekisho-origin.invalid']) {
      expect(script.split(text), text).toHaveLength(2);
    }
  });
});

describe.each(brokered)('in %s', (profile) => {
  it('sends with a token that the broker gave quietly', async () => {
    const given = broker({ accessToken: 'entra-token' });
    const office = await send({ profile, identity: given.identity, kept: { 'sekisho.token': 'dev-token' } });
    expect([office.host.status, bearer(office)]).toEqual(['sent', 'Bearer entra-token']);
    expect(given.asked.map((one) => one.method)).toEqual(['GetInitContext', 'GetToken']);
    expect(given.asked[1]?.request).toMatchObject({
      clientId: settings.clientId,
      authority: settings.authority,
      scope: expect.stringContaining(settings.scope),
    });
    expect(given.broken).toEqual([]);
    const stored = JSON.stringify([...office.kept]);
    expect(stored).not.toContain('entra-token');
  });

  it('offers the pane, and opens no window, when the person must agree first', async () => {
    const given = broker({ status: 'USER_INTERACTION_REQUIRED', code: 'AADSTS65001' });
    const office = await send({ profile, identity: given.identity, kept: keptPolicy('block') });
    expect(office.host.status).toBe('alert');
    expect(office.host.alert?.message).toContain('サインイン');
    expect(office.host.alert?.command?.controlId).toBe('sekishoMessagePane');
    expect(given.asked.map((one) => one.method)).not.toContain('GetTokenPopup');
  });

  it.each([
    ['says nothing', 'silence', {}],
    ['is deaf', { accessToken: 'entra-token' }, { deaf: true }],
    ['fails', { status: 'PERSISTENT_ERROR' }, {}],
    ['is disabled', { status: 'DISABLED' }, {}],
    ['gives an empty token', { accessToken: '' }, {}],
  ] as const)('goes on by the older sign-on, then the device token, when the broker %s', async (_, answer, more) => {
    const given = broker(answer, more);
    const accessToken = async () => 'sso-token';
    const sso = await send({ profile, identity: { ...given.identity, accessToken } });
    expect([sso.host.status, bearer(sso)]).toEqual(['sent', 'Bearer sso-token']);
    const kept = { 'sekisho.token': 'dev-token' };
    const device = await send({ profile, identity: given.identity, kept });
    expect([device.host.status, bearer(device)]).toEqual(['sent', 'Bearer dev-token']);
  });
});

describe.each(older)('in %s, which has no broker', (profile) => {
  const identity = (accessToken: Identity['accessToken']): Identity => (accessToken ? { accessToken } : {});

  it('signs in by the older way, asking nobody', async () => {
    const seen: unknown[] = [];
    const office = await send({
      profile,
      identity: identity(async (options) => {
        seen.push(options);
        return 'sso-token';
      }),
    });
    expect([office.host.status, bearer(office)]).toEqual(['sent', 'Bearer sso-token']);
    expect(seen).toEqual([{ allowSignInPrompt: false, allowConsentPrompt: false }]);
  });

  it.each([
    ['nobody is signed in', () => Promise.reject(Object.assign(new Error('13001'), { code: 13_001 }))],
    ['it never answers', () => new Promise<string>(() => {})],
    ['it throws', () => Promise.reject('broken')],
  ] as const)('takes the device token, else says to sign in, when %s', async (_, accessToken) => {
    const kept = { 'sekisho.token': 'dev-token', ...keptPolicy('block') };
    expect(bearer(await send({ profile, identity: identity(accessToken), kept }))).toBe('Bearer dev-token');
    const office = await send({ profile, identity: identity(accessToken), kept: keptPolicy('block') });
    expect(office.host.alert?.message).toContain('サインイン');
  });
});

it('takes device tokens alone where the server wrote nothing or empty texts', async () => {
  const given = broker({ accessToken: 'entra-token' });
  const empty = placeholders.reduce((text, value) => text.replace(value, ''), script);
  for (const code of [script, empty]) {
    const office = await send({ identity: given.identity, kept: { 'sekisho.token': 'dev-token' } }, code);
    expect(bearer(office)).toBe('Bearer dev-token');
  }
  expect(given.asked).toEqual([]);
});

it('is not stopped by an engine that lacks what MSAL needs', async () => {
  const given = broker({ accessToken: 'entra-token' });
  const code = `crypto=undefined;TextEncoder=undefined;${delivered}`;
  const kept = { 'sekisho.token': 'dev-token' };
  const office = await send({ profile: 'classic-2412', identity: given.identity, kept }, code);
  expect([office.host.status, bearer(office)]).toEqual(['sent', 'Bearer dev-token']);
});
