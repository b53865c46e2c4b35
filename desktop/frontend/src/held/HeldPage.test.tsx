// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Bound } from '../backend/api.gen';
import { fakeBackend } from '../testing/fake-backend';
import { held } from '../testing/samples';
import { show } from '../testing/show';
import { fromField, toField } from './TimeDialog';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

async function open(more: Partial<Bound>) {
  const backend = fakeBackend(more);
  await show(backend);
  await userEvent.click(screen.getByRole('button', { name: '保留中のメール' }));
  return backend;
}

test('a mail is sent now, and that is said', async () => {
  const SendNow = vi.fn(async () => {});
  await open({ Held: async () => [held()], SendNow });
  await userEvent.click(await screen.findByRole('button', { name: '今すぐ送信' }));
  expect(SendNow).toHaveBeenCalledExactlyOnceWith('h1');
  expect(await screen.findByText('「契約書案の送付」を送信します。')).toBeDefined();
});

test('a mail is discarded after a question only', async () => {
  const Discard = vi.fn(async () => {});
  await open({ Held: async () => [held()], Discard });
  await userEvent.click(await screen.findByRole('button', { name: '破棄' }));
  expect(Discard).not.toHaveBeenCalled();
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('元に戻すことはできません');
  await userEvent.click(within(dialog).getByRole('button', { name: '破棄' }));
  expect(Discard).toHaveBeenCalledExactlyOnceWith('h1');
});

test('what the policy does not allow is not offered', async () => {
  const { latest: _latest, ...fixed } = held({ release: false });
  await open({ Held: async () => [fixed] });
  await screen.findByRole('button', { name: '破棄' });
  expect(screen.queryByRole('button', { name: '今すぐ送信' })).toBeNull();
  expect(screen.queryByRole('button', { name: '時刻を変更' })).toBeNull();
});

test('a failure says why, and what to do', async () => {
  await open({
    Held: async () => [held()],
    SendNow: () => Promise.reject({ code: 'gone', args: {}, said: '', detail: '' }),
  });
  await userEvent.click(await screen.findByRole('button', { name: '今すぐ送信' }));
  expect(await screen.findByText('すでに処理されています')).toBeDefined();
});

test('nothing held says so', async () => {
  await open({ Held: async () => [] });
  expect(await screen.findByText('保留中のメールはありません')).toBeDefined();
});

describe('the time', () => {
  test('comes back from its field to the minute', () => {
    const time = '2026-11-23T05:30:00.000Z';
    expect(fromField(toField(time), {})).toBe(time);
    expect(toField('never')).toBe('');
  });

  test('must lie within the bounds', () => {
    const bounds = { earliest: '2026-11-23T05:00:30Z', latest: '2026-11-23T06:00:00Z' };
    const at = (time: string) => fromField(toField(time), bounds);
    expect(at('2026-11-23T05:00:00Z')).toBe('2026-11-23T05:00:00.000Z');
    expect(at('2026-11-23T04:59:00Z')).toBeUndefined();
    expect(at('2026-11-23T06:01:00Z')).toBeUndefined();
    expect(fromField('', bounds)).toBeUndefined();
    expect(fromField('soon', bounds)).toBeUndefined();
  });
});
