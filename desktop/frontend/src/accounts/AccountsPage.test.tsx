// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Bound, NewAccount } from '../backend/api.gen';
import { fakeBackend } from '../testing/fake-backend';
import { account, cloudAccount } from '../testing/samples';
import { show } from '../testing/show';
import { looksLikeAddress, looksLikeServer } from './valid';

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

async function open(more: Partial<Bound> = {}) {
  const backend = fakeBackend(more);
  await show(backend);
  await userEvent.click(screen.getByRole('button', { name: 'アカウント' }));
  return backend;
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const type = async (name: string | RegExp, text: string) => userEvent.type(await screen.findByLabelText(name), text);

describe('an address', () => {
  test('is looked up and added with what was found', async () => {
    const AddAccount = vi.fn(async (fresh: NewAccount) => ({ ...fresh, id: 'a9', signIn: false }));
    await open({ Accounts: async () => [], AddAccount });
    await press('アドレスを追加');
    await type(/メールアドレス/, 'hanako@example.co.jp');
    await press('調べる');
    expect(await screen.findByText('提供元が公開している設定から見つかりました。')).toBeDefined();
    await press('追加');
    expect(AddAccount.mock.calls[0]?.[0]).toMatchObject({
      address: 'hanako@example.co.jp',
      upstream: 'smtp.akatsuki.example:465',
      auth: 'passthrough',
      password: '',
    });
    expect(await screen.findByText(/hanako@example.co.jp を追加しました/)).toBeDefined();
  });

  test('that is none is not looked up', async () => {
    const Discover = vi.fn();
    await open({ Discover });
    await press('アドレスを追加');
    await type(/メールアドレス/, 'hanako');
    await press('調べる');
    expect(Discover).not.toHaveBeenCalled();
    expect(screen.getByText(/メールアドレスを1つ入力してください/)).toBeDefined();
  });

  test('for which nothing was found asks for the server', async () => {
    const AddAccount = vi.fn();
    const nothing = { login: '', upstream: '', security: '', auth: '', provider: '', source: '', ask: false };
    await open({ Discover: async (address) => ({ address, ...nothing }), AddAccount });
    await press('アドレスを追加');
    await type(/メールアドレス/, 'a@example.jp');
    await press('調べる');
    expect(await screen.findByText(/見つかりませんでした/)).toBeDefined();
    await press('追加');
    expect(AddAccount).not.toHaveBeenCalled();
    expect(screen.getByText(/サーバーとポートを入力してください/)).toBeDefined();
  });

  test('whose password is to be kept needs one', async () => {
    const AddAccount = vi.fn(async (fresh: NewAccount) => ({ ...fresh, id: 'a9', signIn: false }));
    await open({ AddAccount });
    await press('アドレスを追加');
    await type(/メールアドレス/, 'a@example.jp');
    await press('調べる');
    await userEvent.click(await screen.findByRole('radio', { name: 'パスワードを関所に預ける' }));
    await press('追加');
    expect(AddAccount).not.toHaveBeenCalled();
    await type(/提供元でのパスワード/, 'pass word');
    await press('追加');
    expect(AddAccount.mock.calls[0]?.[0]).toMatchObject({ auth: 'password', password: 'pass word' });
  });
});

describe('an account that changes', () => {
  const kept = { ...account, auth: 'password' };

  test('takes a new password and is tried with it', async () => {
    const ChangeAccount = vi.fn(async (id: string, fresh: NewAccount) => ({ ...fresh, id, signIn: false }));
    const TestAccount = vi.fn(async () => ({ ok: true, said: 'ログインしました' }));
    await open({ Accounts: async () => [kept], ChangeAccount, TestAccount });
    await press('変更');
    await type(/提供元でのパスワード/, 'new one');
    await press('保存');
    expect(ChangeAccount).toHaveBeenCalledExactlyOnceWith(
      'a1',
      expect.objectContaining({ name: '佐藤 湊', upstream: 'smtp.akatsuki.example:465', password: 'new one' }),
    );
    expect(await screen.findByText(/ログインしました/)).toBeDefined();
    expect(TestAccount).toHaveBeenCalledExactlyOnceWith('a1');
    expect(screen.queryByRole('button', { name: '保存' })).toBeNull();
  });

  test('keeps its password where none is typed, and says why a change was refused', async () => {
    const refused = { code: 'account', args: {}, said: 'サーバーが正しくありません', detail: '' };
    const ChangeAccount = vi.fn(() => Promise.reject(refused));
    const TestAccount = vi.fn();
    await open({ Accounts: async () => [kept], ChangeAccount, TestAccount });
    await press('変更');
    await press('保存');
    expect(ChangeAccount).toHaveBeenCalledExactlyOnceWith('a1', expect.objectContaining({ password: '' }));
    expect(await screen.findByText(/サーバーが正しくありません/)).toBeDefined();
    expect(screen.getByRole('button', { name: '保存' })).toBeDefined();
    expect(TestAccount).not.toHaveBeenCalled();
  });
});

test('a trial says what the provider said', async () => {
  const said = 'smtp.akatsuki.example がログインを拒否しました';
  await open({ TestAccount: async () => ({ ok: false, said }) });
  await press('接続を試す');
  expect(await screen.findByText(said)).toBeDefined();
});

test('the local password is hidden until it is wanted, and can be copied', async () => {
  const backend = await open({ Accounts: async () => [cloudAccount] });
  await press('メールソフト用の設定を表示');
  await screen.findByText('パスワードを表示');
  expect(screen.queryByText('tsuba-me-kaze-41')).toBeNull();
  await press('パスワードを表示');
  expect(screen.getByText('tsuba-me-kaze-41')).toBeDefined();
  await press('コピー: パスワード');
  expect(backend.copied).toEqual(['tsuba-me-kaze-41']);
});

test('an account is removed after a question only', async () => {
  const RemoveAccount = vi.fn(async () => {});
  await open({ Accounts: async () => [account], RemoveAccount });
  await press('削除');
  expect(RemoveAccount).not.toHaveBeenCalled();
  const [, inDialog] = await screen.findAllByRole('button', { name: '削除', hidden: true });
  await userEvent.click(inDialog as HTMLElement);
  expect(RemoveAccount).toHaveBeenCalledExactlyOnceWith('a1');
});

test('what could be an address and a server', () => {
  expect(['a@b.example', '日本@例え.jp', 'a', 'a@b@c', 'a b@c', 'a@b, c@d'].map(looksLikeAddress)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const servers = [
    'smtp.example.jp:465',
    '[::1]:25',
    '127.0.0.1:1',
    'smtp.example.jp',
    'h:0',
    'h:70000',
    'a@h:25',
    ':25',
  ];
  expect(servers.map(looksLikeServer)).toEqual([true, true, true, false, false, false, false, false]);
});
