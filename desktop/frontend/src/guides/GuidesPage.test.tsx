// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bound } from '../backend/api.gen';
import { fakeBackend } from '../testing/fake-backend';
import { guides } from '../testing/said';
import { account, cloudAccount } from '../testing/samples';
import { show } from '../testing/show';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

async function open(more: Partial<Bound> = {}, from = '設定の手順') {
  const backend = fakeBackend(more);
  await show(backend);
  await userEvent.click(screen.getByRole('button', { name: from }));
  return backend;
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const choose = async (name: string, value: string) =>
  userEvent.selectOptions(await screen.findByLabelText(name), value);

test('each program has its steps, and its text to copy', async () => {
  const backend = await open();
  await choose('メールソフト', 'becky');
  expect(screen.getByRole('heading', { name: 'Becky! Internet Mail' })).toBeDefined();
  expect(screen.getByText('「メールボックスの設定」を開きます。').closest('ol')).not.toBeNull();
  expect(screen.queryByRole('button', { name: 'プロファイルを保存' })).toBeNull();
  await choose('メールソフト', 'msmtp');
  await press('この内容をコピー');
  expect(backend.copied).toEqual([guides.ja[2]?.snippet]);
});

test('the profile of Apple Mail is saved for the account that was chosen', async () => {
  const SaveProfile = vi.fn(async () => '/Users/sato/Downloads/sekisho.mobileconfig');
  const Guides = vi.fn(async () => guides.ja);
  await open({ Accounts: async () => [account, cloudAccount], SaveProfile, Guides });
  await choose('アドレス', 'a2');
  await userEvent.type(await screen.findByLabelText('受信サーバー（IMAP、省略可）'), ' imap.example.co.jp ');
  await press('プロファイルを保存');
  expect(Guides).toHaveBeenLastCalledWith('a2');
  expect(SaveProfile).toHaveBeenCalledExactlyOnceWith('a2', 'imap.example.co.jp');
  expect(await screen.findByText(/Downloads\/sekisho.mobileconfig です。.*削除してください/)).toBeDefined();
});

test('a server that is none is said at its field', async () => {
  const SaveProfile = vi.fn(() => Promise.reject({ code: 'incoming', args: { server: 'a b' }, said: '', detail: '' }));
  await open({ SaveProfile });
  const field = await screen.findByLabelText('受信サーバー（IMAP、省略可）');
  await userEvent.type(field, 'a b');
  await press('プロファイルを保存');
  await vi.waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  const said = (field.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent);
  expect(said.join(' ')).toContain('「a b」はサーバーではありません');
  expect(screen.getAllByText(/はサーバーではありません/)).toHaveLength(1);
});

test('without an account the way leads to adding one', async () => {
  const Guides = vi.fn(async () => guides.ja);
  await open({ Accounts: async () => [], Guides });
  await press('アドレスを追加');
  expect(await screen.findByRole('heading', { level: 1, name: 'アカウント' })).toBeDefined();
  expect(Guides).not.toHaveBeenCalled();
});

test.each(['アカウント', 'メールソフト'])('the guides are reached from %s', async (page) => {
  await open({}, page);
  const main = await screen.findByRole('main');
  const name = page === 'アカウント' ? '設定の手順' : 'ソフトごとの手順を見る';
  const buttons = await screen.findAllByRole('button', { name });
  await userEvent.click(buttons.find((button) => main.contains(button)) as HTMLElement);
  expect(await screen.findByRole('heading', { level: 1, name: '設定の手順' })).toBeDefined();
});
