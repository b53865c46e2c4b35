// @vitest-environment jsdom
import type { Check } from '@sekisho/client';
import { SekishoProvider } from '@sekisho/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { confirm, risky, verdict } from '../../ui/fixtures/verdicts';
import { Dialog, type Opener } from './Dialog';
import type { FromDialog, ToDialog } from './messages';

// Many boxes in jsdom on a busy machine take long; nothing here is about time.
vi.setConfig({ testTimeout: 60_000 });

afterEach(cleanup);

const glance: Check = {
  id: 'c1',
  verdict: verdict({ confirm: confirm({ mode: 'glance' }) }),
  decision: 'ask',
  cannotCarryOut: [],
  confirmed: false,
  policyVersion: '1',
  tickAll: 'all',
  expiresAt: '2026-11-22T12:00:00Z',
};

/** A dialog that shows this check; `say` is the opener's word. */
function open(check: Check, language: 'ja' | 'en' = 'ja') {
  let heard: (message: ToDialog) => void = () => {};
  const told: FromDialog['type'][] = [];
  const opener: Opener = {
    tell: (message) => told.push(message.type),
    onMessage: (listener) => {
      heard = listener;
    },
  };
  render(
    <SekishoProvider language={language} scheme="light">
      <Dialog opener={opener} />
    </SekishoProvider>,
  );
  const say = (message: ToDialog) => act(async () => heard(message));
  return { told, say, shown: say({ type: 'check', check, language }) };
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));

test.each([
  ['ja', '送信する', /確認を完了できませんでした。メールは送信されていません/],
  ['en', 'Send', /The confirmation did not go through, and the message was not sent/],
] as const)(
  'says that a confirmation came to nothing, and lets it be tried again: %s',
  async (language, send, words) => {
    const { told, say, shown } = open(glance, language);
    await shown;
    expect(screen.queryByText(words)).toBeNull();
    await press(send);
    await say({ type: 'said', result: 'failed' });
    expect(screen.getByText(words)).toBeDefined();
    await press(send);
    expect(screen.queryByText(words)).toBeNull();
    expect(told).toEqual(['ready', 'confirm', 'confirm']);
  },
);

test('a change that failed is not told as a confirmation', async () => {
  const { say, shown } = open({ ...glance, verdict: risky });
  await shown;
  await press(/tsubarne.*を宛先から外す$/);
  await say({ type: 'said', result: 'failed' });
  expect(screen.getByText(/変更できませんでした/)).toBeDefined();
  expect(screen.queryByText(/確認を完了できませんでした/)).toBeNull();
});

test('another check takes the word about the last one away', async () => {
  const { say, shown } = open(glance);
  await shown;
  await press('送信する');
  await say({ type: 'said', result: 'failed' });
  await say({ type: 'check', check: { ...glance, id: 'c2' }, language: 'ja' });
  expect(screen.queryByText(/確認を完了できませんでした/)).toBeNull();
});

test.each([
  ['ja', undefined, 'サーバーに接続できません'],
  ['ja', true, '送信できません'],
  ['en', true, 'This cannot be sent'],
] as const)(
  'says whether nobody answered or the server would not: %s, refused %s',
  async (language, refused, title) => {
    const { say, shown } = open(glance, language);
    await shown;
    await say({ type: 'unchecked', text: '…', mayOverride: false, language, ...(refused ? { refused } : {}) });
    expect(screen.getByRole('heading', { name: title })).toBeDefined();
  },
);
