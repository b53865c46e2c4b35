// @vitest-environment jsdom
import { type Language, SekishoProvider } from '@sekisho/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { OwnWait } from './OwnWait';
import type { Answer, Failure, OwnWait as Wait, WaitServer } from './ports';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

const good = (value: Wait | undefined): Answer<Wait | undefined> => ({ ok: true, value });
const bad = (failure: Failure): Answer<never> => ({ ok: false, failure });
const refusal = (code: string) => bad({ kind: 'problem', code, requestId: '' });
const bounds: Wait = { shortest: '1m', longest: '1h' };

async function open(language: Language, first: Answer<Wait | undefined>) {
  const server = {
    read: vi.fn<WaitServer['read']>(async () => first),
    choose: vi.fn<WaitServer['choose']>(async (chosen) => good(chosen ? { ...bounds, chosen } : bounds)),
  };
  render(
    <SekishoProvider language={language} scheme="light">
      <OwnWait server={server} />
    </SekishoProvider>,
  );
  await act(async () => {});
  return { server, user: userEvent.setup() };
}

const box = () => screen.getByRole('combobox');

async function choose(user: ReturnType<typeof userEvent.setup>, name: string) {
  await user.click(box());
  await user.click(screen.getByRole('option', { name }));
  await act(async () => {});
}

test.each([
  ['nothing can be chosen', good(undefined)],
  ['the server does not answer', bad({ kind: 'unreachable' })],
])('nothing is shown where %s', async (_name, first) => {
  await open('ja', first);
  expect(screen.queryByRole('combobox')).toBeNull();
});

test('the bounds are said, and what the policy says is marked', async () => {
  const { user } = await open('ja', good(bounds));
  expect(screen.getByLabelText('メールが送信されるまでの待ち時間')).toBe(box());
  expect(screen.getByText(/1分から1時間の間で選べます/)).toBeTruthy();
  expect(box().textContent).toBe('1分（会社の標準）');
  await user.click(box());
  expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual([
    '1分（会社の標準）',
    '5分',
    '15分',
    '30分',
    '1時間',
  ]);
  cleanup();
  await open('en', good({ ...bounds, chosen: '5m' }));
  expect(screen.getByLabelText('Wait before my mail leaves').textContent).toBe('5 minutes');
});

test('a choice is kept at once, and that is said', async () => {
  const { server, user } = await open('en', good(bounds));
  await choose(user, '5 minutes');
  expect(server.choose).toHaveBeenLastCalledWith('5m');
  expect(box().textContent).toBe('5 minutes');
  expect(screen.getByText('Saved. The next message that you send waits 5 minutes.')).toBeTruthy();
  await choose(user, '1 minute (your organisation’s)');
  expect(server.choose).toHaveBeenLastCalledWith('');
  expect(screen.getByText(/waits as your organisation says/)).toBeTruthy();
});

test('by keyboard alone', async () => {
  const { server, user } = await open('en', good(bounds));
  await user.tab();
  expect(document.activeElement).toBe(box());
  await user.keyboard('{Enter}{ArrowDown}{Enter}');
  await act(async () => {});
  expect(server.choose).toHaveBeenCalledExactlyOnceWith('5m');
});

test('what was not kept is said, and what counts is shown', async () => {
  const { server, user } = await open('en', good({ ...bounds, chosen: '15m' }));
  server.choose.mockResolvedValueOnce(bad({ kind: 'unreachable' }));
  await choose(user, '5 minutes');
  expect(screen.getByRole('alert').textContent).toContain('That was not saved');
  expect(box().textContent).toBe('15 minutes');
  expect(box().getAttribute('aria-invalid')).toBe('true');
});

test('another policy meanwhile: its bounds are read, and one chooses again', async () => {
  const { server, user } = await open('en', good(bounds));
  server.choose.mockResolvedValueOnce(refusal('wait-bounds'));
  server.read.mockResolvedValueOnce(good({ shortest: '10m', longest: '20m' }));
  await choose(user, '5 minutes');
  expect(screen.getByRole('alert').textContent).toContain('choose again');
  expect(box().textContent).toBe('10 minutes (your organisation’s)');
  server.choose.mockResolvedValueOnce(refusal('wait-fixed'));
  server.read.mockResolvedValueOnce(good(undefined));
  await choose(user, '15 minutes');
  expect(screen.queryByRole('combobox')).toBeNull();
  expect(screen.getByRole('alert').textContent).toContain('no longer be chosen');
});

test('of two choices the last one counts, and they reach the server in order', async () => {
  const { server, user } = await open('en', good(bounds));
  let first: (answer: Answer<Wait | undefined>) => void = () => {};
  server.choose.mockImplementationOnce(() => new Promise((resolve) => (first = resolve)));
  await choose(user, '5 minutes');
  await choose(user, '15 minutes');
  expect(server.choose).toHaveBeenCalledExactlyOnceWith('5m');
  await act(async () => first(good({ ...bounds, chosen: '5m' })));
  expect(server.choose).toHaveBeenLastCalledWith('15m');
  expect(box().textContent).toBe('15 minutes');
  expect(screen.getByText('Saved. The next message that you send waits 15 minutes.')).toBeTruthy();
});
