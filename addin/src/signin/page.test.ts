import { afterEach, expect, it, vi } from 'vitest';
import { OfficeCalls } from '../office';
import { PaneSignIn, pageSettings } from './page';
import { FakeBroker } from './testing/broker';

const origin = 'https://sekisho.example';
const settings = { clientId: 'client', authority: 'https://login.example/t', scope: 'api://sekisho.example/client/s' };

afterEach(() => vi.unstubAllGlobals());

/** A page of Outlook on the web, with a broker. */
function page(broker: FakeBroker, answer: () => Response | Promise<Response>, kept = '') {
  const supports = (set: string) => set === 'NestedAppAuth';
  vi.stubGlobal('Office', { context: { requirements: { isSetSupported: supports }, mailbox: {} } });
  vi.stubGlobal('sekishoPage', { origin, keep: { getItem: async () => kept, setItem: async () => {} } });
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('nestedAppAuthBridge', broker.bridge('pane'));
  const fetched = vi.fn(async (_url: string) => answer());
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const offered = () => Response.json(settings);

it('asks the person once, then goes on quietly with the token it got', async () => {
  let now = 0;
  const broker = new FakeBroker({
    silent: () => ({ status: 'USER_INTERACTION_REQUIRED' }),
    popup: () => ({ accessToken: 'a.b.c' }),
  });
  page(broker, offered);
  const signIn = new PaneSignIn(origin, new OfficeCalls(), () => now);
  expect(await signIn.isOffered()).toBe(true);
  expect(await signIn.token()).toBe('');
  expect(await signIn.ask()).toBeUndefined();
  expect(await signIn.token()).toBe('a.b.c');
  now = 240_000;
  expect(await signIn.token()).toBe('');
  const methods = broker.asked.map((one) => one.method);
  expect(methods.filter((method) => method !== 'GetInitContext')).toEqual(['GetToken', 'GetTokenPopup', 'GetToken']);
});

it.each([
  [{ status: 'USER_CANCEL' }, 'cancelled'],
  [{ status: 'USER_INTERACTION_REQUIRED', code: 'interaction_required', description: 'AADSTS90094: admin' }, 'consent'],
  [{ status: 'PERSISTENT_ERROR', code: 'x' }, 'failed'],
  [{ status: 'DISABLED' }, 'unavailable'],
] as const)('says why there is no token: %j', async (answer, want) => {
  page(new FakeBroker({ silent: () => answer, popup: () => answer }), offered);
  expect(await new PaneSignIn(origin, new OfficeCalls()).ask()).toBe(want);
});

it('takes the device token where the server offers nothing else, and asks no broker', async () => {
  const broker = new FakeBroker({ silent: () => ({ accessToken: 'a.b.c' }) });
  page(broker, () => Response.json({ clientId: '', authority: '', scope: '' }), 'dev-token');
  const signIn = new PaneSignIn(origin, new OfficeCalls());
  expect([await signIn.isOffered(), await signIn.token()]).toEqual([false, 'dev-token']);
  expect(await signIn.ask()).toBe('unavailable');
  expect(broker.asked).toEqual([]);
});

it.each([
  ['404', () => new Response('', { status: 404 })],
  ['a page', () => new Response('<html>')],
  ['half of it', () => Response.json({ clientId: 'client' })],
  ['an unwritten placeholder', () => Response.json({ ...settings, scope: 'api://sekisho-scope.invalid' })],
  ['no network', () => Promise.reject(new TypeError('failed'))],
])('knows no way to sign in from %s', async (_, answer) => {
  const fetched = page(new FakeBroker({ silent: () => 'silence' }), answer);
  expect(await pageSettings(origin, 1_000)).toBeUndefined();
  expect(fetched.mock.calls[0]?.[0]).toBe(`${origin}/addin/signin.json`);
});
