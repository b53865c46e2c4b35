// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bound } from './backend/api.gen';
import { connect } from './backend/backend';
import { pauseLengths } from './home/PauseDialog';
import { fakeBackend } from './testing/fake-backend';
import { account, history, mail, past, settings, status } from './testing/samples';
import { change, show } from './testing/show';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

async function open(more: Partial<Bound> = {}, page?: string) {
  const backend = fakeBackend(more);
  await show(backend);
  if (page) await userEvent.click(screen.getByRole('button', { name: page }));
  return backend;
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }));

test('every page opens, with its name as the heading', async () => {
  await open();
  for (const name of ['確認待ち', '保留中のメール', '履歴', 'アカウント', 'メールソフト', '設定', '診断', '状態']) {
    await userEvent.click(screen.getByRole('button', { name }));
    expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe(name);
    expect(document.activeElement?.textContent).toBe(name);
  }
});

test('the language is the companion’s', async () => {
  await open({ Status: async () => status({ language: 'en' }) });
  expect(screen.getByText('Your mail is being checked')).toBeDefined();
  expect(document.documentElement.lang).toBe('en');
});

test('the first run says what to do first', async () => {
  await open({
    Status: async () => status({ accounts: 0, troubles: [{ code: 'no-account', args: {} }] }),
    History: async () => ({ mails: [], more: false }),
    ClientSetup: async () => [],
  });
  expect(await screen.findByText('はじめに：3つの手順')).toBeDefined();
  expect(screen.queryByText('メールアドレスがまだありません')).toBeNull();
  await press('アドレスを追加');
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('アカウント');
});

test('trouble is said with what to do; a code without a sentence is shown all the same', async () => {
  const troubles = [
    { code: 'port-in-use', args: { address: '127.0.0.1:1587' } },
    { code: 'brand-new', args: { what: 'x1' } },
  ];
  await open({ Status: async () => status({ kind: 'trouble', troubles }) });
  expect(await screen.findByText('ポート 127.0.0.1:1587 はほかのプログラムが使っています')).toBeDefined();
  expect(screen.getByText('brand-new x1')).toBeDefined();
});

test('checks are paused for a time and a reason, and not without', async () => {
  const Pause = vi.fn(async () => {});
  await open({ Pause });
  await press('チェックを一時停止');
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByRole('button', { name: 'チェックを一時停止' })).toHaveProperty('disabled', true);
  await userEvent.selectOptions(dialog.getByRole('combobox'), '15');
  await userEvent.type(dialog.getByRole('textbox'), ' 一斉送信 ');
  await userEvent.click(dialog.getByRole('button', { name: 'チェックを一時停止' }));
  expect(Pause).toHaveBeenCalledExactlyOnceWith(15, '一斉送信');
});

test('a pause says until when and why, and ends at a press', async () => {
  const Resume = vi.fn(async () => {});
  await open({
    Status: async () => status({ kind: 'paused', until: '2026-11-23T05:30:00Z', reason: '一斉送信' }),
    Resume,
  });
  expect(screen.getByText(/一斉送信/)).toBeDefined();
  await press('今すぐチェックを再開');
  expect(Resume).toHaveBeenCalledOnce();
});

test('where pauses are not allowed none is offered', async () => {
  await open({ Status: async () => status({ longestPause: 0 }) });
  expect(screen.queryByRole('button', { name: 'チェックを一時停止' })).toBeNull();
  expect(screen.getByText(/一時停止はできません/)).toBeDefined();
});

test('the lengths of a pause end with the longest', () => {
  expect(pauseLengths(60)).toEqual([5, 15, 30, 60]);
  expect(pauseLengths(45)).toEqual([5, 15, 30, 45]);
  expect(pauseLengths(3)).toEqual([3]);
});

test('a page that the tray asked for opens, also when the window was not there yet', async () => {
  const pages = ['held', 'settings', ''];
  const backend = await open({ Page: async () => pages.shift() ?? '' });
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('保留中のメール');
  await change(() => backend.tell('show'));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('設定');
});

test('a mail that comes while another page is open is shown at once', async () => {
  const backend = await open({}, '設定');
  await change(() => backend.wait([mail()]));
  expect(screen.getByRole('timer')).toBeDefined();
});

test('the history is filtered by words and result, and goes on with older mails', async () => {
  const History = vi.fn<Bound['History']>(async ({ before }) =>
    before ? { mails: [past({ id: 'p9', subject: 'もっと前' })], more: false } : history,
  );
  await open({ History }, '履歴');
  await userEvent.selectOptions(await screen.findByRole('combobox'), 'refused');
  await userEvent.type(screen.getByRole('searchbox'), '名簿');
  expect(History).toHaveBeenLastCalledWith({ words: '名簿', outcome: 'refused' });
  await press('もっと古いメール');
  expect(await screen.findByText('もっと前')).toBeDefined();
  expect(History).toHaveBeenLastCalledWith(expect.objectContaining({ before: history.mails.at(-1)?.time }));
  expect(screen.queryByRole('button', { name: 'もっと古いメール' })).toBeNull();
});

test('a mail of the past says why it had its result', async () => {
  await open({}, '履歴');
  await press('「お見積書の送付 (10月分)」がこの結果になった理由');
  expect(screen.getByText(/tsubame.example によく似た別のドメインです/)).toBeDefined();
  expect(screen.getByText('250 2.0.0 Ok: queued as 4F2A')).toBeDefined();
});

test('a setting is saved as it is changed, and comes back when it could not be', async () => {
  const SaveSettings = vi.fn(async () => {});
  await open({ SaveSettings }, '設定');
  await userEvent.click(await screen.findByRole('switch', { name: /手前に表示/ }));
  expect(SaveSettings).toHaveBeenCalledExactlyOnceWith({ ...settings, onTop: false });
  cleanup();
  await open({ SaveSettings: () => Promise.reject({ code: 'disk', args: {}, said: '', detail: '/x' }) }, '設定');
  await userEvent.click(await screen.findByRole('switch', { name: /手前に表示/ }));
  expect(await screen.findByText('保存できませんでした')).toBeDefined();
  expect(screen.getByRole('switch', { name: /手前に表示/ })).toHaveProperty('checked', true);
});

test('the server is connected with an address and a code', async () => {
  const Enrol = vi.fn(async () => {});
  await open({ Enrol }, '設定');
  await userEvent.type(await screen.findByLabelText(/サーバーのアドレス/), 'http://evil.example');
  await userEvent.type(screen.getByLabelText(/コード/), 'ABCD-1234');
  await press('接続する');
  expect(Enrol).not.toHaveBeenCalled();
  await userEvent.clear(screen.getByLabelText(/サーバーのアドレス/));
  await userEvent.type(screen.getByLabelText(/サーバーのアドレス/), 'https://sekisho.example');
  await press('接続する');
  expect(Enrol).toHaveBeenCalledExactlyOnceWith({ server: 'https://sekisho.example', code: 'ABCD-1234' });
});

test('a mail program is set up and undone; one that runs says to close it', async () => {
  const ApplyClientSetup = vi.fn(async () => {});
  const UndoClientSetup = vi.fn(async () => {});
  await open({ ApplyClientSetup, UndoClientSetup, Accounts: async () => [account] }, 'メールソフト');
  const [apply] = await screen.findAllByRole('button', { name: '設定する' });
  await userEvent.click(apply as HTMLElement);
  expect(ApplyClientSetup).toHaveBeenCalledExactlyOnceWith('thunderbird', '営業');
  const [undo] = screen.getAllByRole('button', { name: '元に戻す' });
  await userEvent.click(undo as HTMLElement);
  expect(UndoClientSetup).toHaveBeenCalledExactlyOnceWith('thunderbird', 'default-release');
  expect(screen.getByText('先に閉じてから、もう一度押してください。')).toBeDefined();
});

test('the report is copied as it is', async () => {
  const backend = await open({}, '診断');
  await press('報告をコピー');
  expect(backend.copied).toEqual(['Sekisho 1.2.0\nlisten 127.0.0.1:1587 ok\n']);
});

test('outside of the companion there is nothing to connect with', () => {
  expect(connect({})).toBeUndefined();
});
