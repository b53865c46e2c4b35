// @vitest-environment jsdom
import { type Language, SekishoProvider } from '@sekisho/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { HeldList } from './HeldList';
import type { Answer, HeldServer, Hold } from './ports';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

const done: Answer<void> = { ok: true, value: undefined };

const hold: Hold = {
  id: 'h1',
  subject: '見積書',
  from: 'sato@minato.example',
  recipients: [{ address: 'tanaka@hokuto.example', name: '田中', field: 'to' }],
  files: [],
  state: 'timed',
  stage: 1,
  kind: 'wait',
  dueAt: '2026-11-24T03:00:00Z',
  onExpiry: 'send',
  created: '2026-11-24T02:00:00Z',
  findings: [],
  can: { release: true, cancel: true, earliest: '2026-11-24T02:00:00Z', latest: '2026-11-24T05:00:00Z' },
};

async function open(language: Language, ...holds: Hold[]) {
  const server = {
    list: vi.fn<HeldServer['list']>(async () => ({ ok: true, value: holds })),
    release: vi.fn<HeldServer['release']>(async () => done),
    cancel: vi.fn<HeldServer['cancel']>(async () => done),
    due: vi.fn<HeldServer['due']>(async () => done),
  };
  render(
    <SekishoProvider language={language} scheme="light">
      <HeldList server={server} />
    </SekishoProvider>,
  );
  await act(async () => {});
  return { server, user: userEvent.setup() };
}

const press = (name: string) => screen.getByRole('button', { name });

test('nothing is shown where nothing waits', async () => {
  await open('ja');
  expect(screen.queryByRole('heading')).toBeNull();
});

test('send now, in both languages', async () => {
  const { server, user } = await open('ja', hold);
  expect(screen.getByRole('heading', { name: '保留中のメール' })).toBeTruthy();
  expect(screen.getByText('宛先：tanaka@hokuto.example')).toBeTruthy();
  await user.click(press('今すぐ送信'));
  expect(server.release).toHaveBeenCalledWith(hold);
  expect(server.list).toHaveBeenCalledTimes(2);
  cleanup();
  await open('en', hold);
  expect(press('Send now')).toBeTruthy();
});

test('discarding is asked about first', async () => {
  const { server, user } = await open('en', hold);
  await user.click(press('Discard'));
  await user.click(press('Keep it'));
  expect(server.cancel).not.toHaveBeenCalled();
  await user.click(press('Discard'));
  await user.click(press('Discard it'));
  expect(server.cancel).toHaveBeenCalledWith(hold);
});

test('what may not be done is not offered', async () => {
  await open('en', { ...hold, kind: 'approval', state: 'waiting-approval', can: { release: false, cancel: true } });
  expect(screen.queryByRole('button', { name: 'Send now' })).toBeNull();
  expect(screen.queryByLabelText('Send at')).toBeNull();
  expect(screen.getByText(/Waiting for approval/)).toBeTruthy();
});

test('another time is sent as a moment', async () => {
  const { server, user } = await open('en', hold);
  const field = screen.getByLabelText<HTMLInputElement>('Send at');
  expect((press('Change the time') as HTMLButtonElement).disabled).toBe(true);
  await user.clear(field);
  const later = new Date('2026-11-24T04:30:00Z');
  const local = new Date(later.getTime() - later.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  await user.type(field, local);
  await user.click(press('Change the time'));
  expect(server.due).toHaveBeenCalledWith(hold, later.toISOString());
});

test('a refusal is said, and the list is read again', async () => {
  const { server, user } = await open('en', hold);
  server.release.mockResolvedValue({ ok: false, failure: { kind: 'stale' } });
  await user.click(press('Send now'));
  expect(screen.getByRole('alert').textContent).toContain('not possible');
  expect(server.list).toHaveBeenCalledTimes(2);
});
