// @vitest-environment jsdom
import { SekishoProvider } from '@sekisho/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { confirm, verdict } from '../../ui/fixtures/verdicts';
import type { Answer, Check, Host, Server } from './ports';
import { TaskPane } from './TaskPane';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

const check: Check = {
  id: 'c1',
  verdict: verdict({ confirm: confirm({ mode: 'glance' }) }),
  decision: 'ask',
  cannotCarryOut: [],
  confirmed: false,
  policyVersion: '1',
  tickAll: 'all',
  expiresAt: '2026-11-22T12:00:00Z',
};
const unauthorized: Answer<never> = { ok: false, failure: { kind: 'unauthorized' } };
const good: Answer<void> = { ok: true, value: undefined };

/** A server that knows nobody until somebody signed in or enrolled. */
function strangers(checkId: string | undefined) {
  let known = false;
  const host: Host = {
    language: 'en',
    scheme: 'light',
    client: 'web',
    canSend: true,
    occasion: async () => (checkId === undefined ? undefined : { kind: 'check', id: checkId }),
    onOccasion: () => {},
    checkAgain: async () => (known ? { ok: true, value: check } : unauthorized),
    fix: async () => 'done',
    make: async () => 'done',
    send: async () => true,
    close: undefined,
  };
  const server = {
    me: vi.fn<Server['me']>(async () => (known ? good : unauthorized)),
    hasSignIn: vi.fn<Server['hasSignIn']>(async () => true),
    signIn: vi.fn<Server['signIn']>(async () => {
      known = true;
      return undefined;
    }),
    check: vi.fn<Server['check']>(async () => (known ? { ok: true, value: check } : unauthorized)),
    confirm: vi.fn<Server['confirm']>(async () => unauthorized),
    enrol: vi.fn<Server['enrol']>(async () => {
      known = true;
      return good;
    }),
  } satisfies Server;
  return { host, server };
}

async function open({ host, server }: { host: Host; server: Server }, language: 'ja' | 'en' = 'en') {
  render(
    <SekishoProvider language={language} scheme="light">
      <TaskPane host={host} server={server} />
    </SekishoProvider>,
  );
  await act(async () => {});
}

const heading = () => screen.getByRole('heading', { level: 1 }).textContent;

async function press(name: string) {
  await userEvent.click(screen.getByRole('button', { name }));
  await act(async () => {});
}

test('whom the server does not know signs in by the keyboard and sees the check he came for', async () => {
  const pane = strangers('c1');
  await open(pane);
  expect(heading()).toBe('Please sign in');
  expect(pane.server.signIn).not.toHaveBeenCalled();
  await userEvent.tab();
  expect(document.activeElement?.textContent).toBe('Sign in');
  await userEvent.keyboard('{Enter}');
  await act(async () => {});
  expect(pane.server.signIn).toHaveBeenCalledTimes(1);
  expect(screen.getByRole('button', { name: 'Send' })).toBeDefined();
});

test('opened by the alert that asks to sign in, it says to press Send again afterwards', async () => {
  const pane = strangers(undefined);
  await open(pane);
  await press('Sign in');
  expect(heading()).toBe('You are signed in');
  expect(screen.getByText('Please press Send in the message once more.')).toBeDefined();
});

test.each([
  ['cancelled', 'サインインの画面が途中で閉じられました。もう一度お試しください。'],
  ['consent', '先に、会社の管理者による承認が必要です。管理者にこの内容をお伝えください。'],
  [
    'unavailable',
    'この Outlook またはメールボックスでは、この方法でサインインできません。管理者から登録コードを受け取ってください。',
  ],
  ['failed', 'サインインできませんでした。もう一度お試しください。続く場合は、管理者にお問い合わせください。'],
] as const)('when signing in is %s it says so and lets the person try again', async (trouble, words) => {
  const pane = strangers('c1');
  pane.server.signIn.mockResolvedValueOnce(trouble);
  await open(pane, 'ja');
  await press('サインイン');
  expect(screen.getByText(words)).toBeDefined();
  await press('サインイン');
  expect(pane.server.signIn).toHaveBeenCalledTimes(2);
  expect(screen.queryByText(words)).toBeNull();
});

test('a sign-in that the server does not take is said to have failed', async () => {
  const pane = strangers('c1');
  pane.server.signIn.mockResolvedValue(undefined);
  await open(pane);
  await press('Sign in');
  expect(heading()).toBe('Please sign in');
  expect(screen.getByText(/Signing in did not work/)).toBeDefined();
});

test('a registration code is the other way, and back', async () => {
  const pane = strangers('c1');
  await open(pane);
  await press('Use a registration code');
  expect(heading()).toBe('Please register this device');
  await press('Sign in with Microsoft 365');
  expect(heading()).toBe('Please sign in');
  await press('Use a registration code');
  await userEvent.type(screen.getByRole('textbox'), 'abcd{Enter}');
  await act(async () => {});
  expect(pane.server.enrol).toHaveBeenCalledTimes(1);
  expect(screen.getByRole('button', { name: 'Send' })).toBeDefined();
});

test('where nobody signs in the code is asked for at once, with no other way', async () => {
  const pane = strangers(undefined);
  pane.server.hasSignIn.mockResolvedValue(false);
  await open(pane);
  expect(heading()).toBe('Please register this device');
  expect(screen.queryByRole('button', { name: 'Sign in with Microsoft 365' })).toBeNull();
});

test('a sign-in that ends while a check is confirmed is asked for again', async () => {
  const pane = strangers('c1');
  await open(pane);
  await press('Sign in');
  await press('Send');
  expect(heading()).toBe('Please sign in');
});
