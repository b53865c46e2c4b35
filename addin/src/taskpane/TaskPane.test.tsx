// @vitest-environment jsdom
import { type Missing, SekishoProvider } from '@sekisho/ui';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { confirm, risky, verdict } from '../../ui/fixtures/verdicts';
import type { Answer, Check, Failure, Host, Server } from './ports';
import { TaskPane } from './TaskPane';

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

const record = { id: 'r1', check: 'c1', expiresAt: '2026-11-22T12:30:00Z' };

function good<T>(value: T): Answer<T> {
  return { ok: true, value };
}

function bad(failure: Failure): Answer<never> {
  return { ok: false, failure };
}

function fakes() {
  let handOver: Parameters<Host['onOccasion']>[0] = () => {};
  const host = {
    language: 'ja',
    scheme: 'light',
    client: 'web',
    canSend: true,
    occasion: vi.fn<Host['occasion']>(async () => ({ kind: 'check', id: 'c1' })),
    onOccasion: (changed: typeof handOver) => {
      handOver = changed;
    },
    checkAgain: vi.fn<Host['checkAgain']>(async () => good({ ...glance, id: 'c2' })),
    fix: vi.fn<Host['fix']>(async () => 'done'),
    make: vi.fn<Host['make']>(async () => 'done'),
    send: vi.fn<Host['send']>(async () => true),
    close: undefined,
  } satisfies Host;
  const server = {
    me: vi.fn<Server['me']>(async () => good(undefined)),
    hasSignIn: vi.fn<Server['hasSignIn']>(async () => false),
    signIn: vi.fn<Server['signIn']>(async () => undefined),
    check: vi.fn<Server['check']>(async (id) => good({ ...glance, id })),
    confirm: vi.fn<Server['confirm']>(async () => good(record)),
    enrol: vi.fn<Server['enrol']>(async () => good(undefined)),
  } satisfies Server;
  return { host, server, handOver: (id: string) => act(async () => handOver({ kind: 'check', id })) };
}

async function open(host: Host, server: Server) {
  render(
    <SekishoProvider language="ja" scheme="light">
      <TaskPane host={host} server={server} />
    </SekishoProvider>,
  );
  await act(async () => {});
}

function heading() {
  return screen.getByRole('heading', { level: 1 }).textContent;
}

async function press(name: string | RegExp) {
  await userEvent.click(screen.getByRole('button', { name }));
  await act(async () => {});
}

test('loads the check, confirms it, then presses Send itself', async () => {
  const { host, server } = fakes();
  const order: string[] = [];
  server.confirm.mockImplementation(async () => {
    order.push('confirm');
    return good(record);
  });
  host.send.mockImplementation(async () => {
    order.push('send');
    return true;
  });
  await open(host, server);
  expect(server.check).toHaveBeenCalledWith('c1');
  await press('送信する');
  expect(order).toEqual(['confirm', 'send']);
  expect(heading()).toBe('送信しています');
});

test.each([
  ['web', 'メール画面の［送信］をもう一度押してください。'],
  ['windows', 'メール ウィンドウの［送信］をもう一度押してください。'],
  ['mac', 'メール ウィンドウ左上の［送信］をもう一度押してください。'],
] as const)('where the pane cannot send it tells how, in words of %s', async (client, words) => {
  const { host, server } = fakes();
  await open({ ...host, client, canSend: false }, server);
  await press('送信する');
  expect(host.send).not.toHaveBeenCalled();
  expect(screen.getByText(words)).toBeDefined();
});

test('a mail that Outlook did not send can be checked again', async () => {
  const { host, server } = fakes();
  host.send.mockResolvedValue(false);
  await open(host, server);
  await press('送信する');
  expect(heading()).toBe('まだ送信されていません');
  await press('もう一度チェックする');
  expect(host.checkAgain).toHaveBeenCalledOnce();
  await press('送信する');
  expect(server.confirm.mock.lastCall?.[0]).toBe('c2');
});

test('what the server misses is shown on the checklist, and nothing is sent', async () => {
  const { host, server } = fakes();
  const missing: Missing = {
    items: [{ kind: 'attachment', value: '図面.pdf' }],
    questions: [],
    words: [],
    reason: false,
  };
  server.check.mockResolvedValue(good({ ...glance, verdict: risky }));
  server.confirm.mockResolvedValue(bad({ kind: 'missing', missing }));
  await open(host, server);
  await press('宛先と添付をまとめて確認する');
  await userEvent.click(screen.getByRole('radio', { name: 'はい' }));
  await press('確認して送信');
  expect(screen.getByRole('status').textContent).toBe('残り 添付 1件');
  expect(host.send).not.toHaveBeenCalled();
});

test('opened from the ribbon there is nothing to confirm', async () => {
  const { host, server } = fakes();
  host.occasion.mockResolvedValue(undefined);
  await open(host, server);
  expect(heading()).toBe('確認する項目はありません');
  expect(server.check).not.toHaveBeenCalled();
});

test('opened from the ribbon one chooses how long mails wait, and nowhere else', async () => {
  const { host, server } = fakes();
  const bounds = { shortest: '1m', longest: '1h' };
  const wait = { read: vi.fn(async () => good(bounds)), choose: vi.fn(async () => good(bounds)) };
  await open(host, { ...server, wait });
  expect(wait.read).not.toHaveBeenCalled();
  cleanup();
  host.occasion.mockResolvedValue(undefined);
  await open(host, { ...server, wait });
  expect(screen.getByLabelText('メールが送信されるまでの待ち時間').textContent).toBe('1分（会社の標準）');
});

test('a check that is confirmed already only waits for Send', async () => {
  const { host, server } = fakes();
  server.check.mockResolvedValue(good({ ...glance, decision: 'send', confirmed: true }));
  await open(host, server);
  expect(heading()).toBe('確認が完了しました');
});

test('a check that asks nothing and that nobody confirmed says so', async () => {
  const { host, server } = fakes();
  server.check.mockResolvedValue(good({ ...glance, decision: 'send', confirmed: false }));
  await open(host, server);
  expect(heading()).toBe('確認する項目はありません');
  await press('もう一度チェックする');
  expect(host.checkAgain).toHaveBeenCalledOnce();
});

test('opened from the bar above the mail it checks the mail as it is now, and that is what is confirmed', async () => {
  const { host, server } = fakes();
  host.occasion.mockResolvedValue({ kind: 'draft' });
  await open(host, server);
  expect(host.checkAgain).toHaveBeenCalledOnce();
  expect(server.check).not.toHaveBeenCalled();
  await press('送信する');
  expect(server.confirm.mock.lastCall?.[0]).toBe('c2');
});

describe('failures', () => {
  const cases: [Failure, string][] = [
    [{ kind: 'unreachable' }, 'サーバーに接続できません'],
    [{ kind: 'stale' }, 'もう一度チェックが必要です'],
    [{ kind: 'unauthorized' }, 'このデバイスを登録してください'],
    [{ kind: 'problem', code: 'store-busy', requestId: 'r-7' }, '処理できませんでした'],
    [{ kind: 'problem', code: 'token-foreign', requestId: 'r-8' }, 'このアカウントでは使えません'],
  ];
  test.each(cases)('while loading: %o', async (failure, want) => {
    const { host, server } = fakes();
    server.check.mockResolvedValue(bad(failure));
    await open(host, server);
    expect(heading()).toBe(want);
  });

  test.each(cases)('while confirming: %o', async (failure, want) => {
    const { host, server } = fakes();
    server.confirm.mockResolvedValue(bad(failure));
    await open(host, server);
    await press('送信する');
    expect(heading()).toBe(want);
    expect(host.send).not.toHaveBeenCalled();
  });

  test('the number to tell the administrator is shown', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValue(bad({ kind: 'problem', code: 'store-busy', requestId: 'r-7' }));
    await open(host, server);
    expect(screen.getByText('番号：store-busy r-7')).toBeDefined();
  });

  test('trying again loads again', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValueOnce(bad({ kind: 'unreachable' }));
    await open(host, server);
    await press('再試行');
    expect(heading()).toBe('内容をご確認のうえ、送信してください');
  });
});

describe('enrolment', () => {
  test('a code is traded for a token, then the check is loaded', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValueOnce(bad({ kind: 'unauthorized' }));
    await open(host, server);
    await userEvent.type(screen.getByLabelText('登録コード'), ' ＡＢＣ-123 {Enter}');
    expect(server.enrol).toHaveBeenCalledExactlyOnceWith('ABC-123', 'Outlook（web）');
    expect(heading()).toBe('内容をご確認のうえ、送信してください');
  });

  test('a refused code can be corrected', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValueOnce(bad({ kind: 'unauthorized' }));
    server.enrol.mockResolvedValueOnce(bad({ kind: 'problem', code: 'enrolment-code', requestId: '' }));
    await open(host, server);
    await userEvent.type(screen.getByLabelText('登録コード'), 'x');
    await press('登録する');
    expect(screen.getByText(/この登録コードは使えません/)).toBeDefined();
  });

  test('an empty code is not sent', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValueOnce(bad({ kind: 'unauthorized' }));
    await open(host, server);
    await userEvent.type(screen.getByLabelText('登録コード'), ' {Enter}');
    expect(server.enrol).not.toHaveBeenCalled();
  });
});

test('another check handed to an open pane replaces the old one, and nothing stays ticked', async () => {
  const { host, server, handOver } = fakes();
  server.check.mockImplementation(async (id) => good({ ...glance, id, verdict: risky }));
  await open(host, server);
  await press('宛先と添付をまとめて確認する');
  await handOver('c9');
  expect(server.check).toHaveBeenLastCalledWith('c9');
  expect(screen.getByRole('status').textContent).toBe('残り 宛先 3件、添付 2件、質問 1件');
});

test('a late answer about an older check does not come back', async () => {
  const { host, server, handOver } = fakes();
  let answer: (value: Answer<Check>) => void = () => {};
  server.check.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  await open(host, server);
  await handOver('c9');
  await act(async () => answer(bad({ kind: 'unreachable' })));
  expect(heading()).toBe('内容をご確認のうえ、送信してください');
});

describe('a mail that can be mended here', () => {
  const wrong: Check = { ...glance, verdict: risky };

  test('is changed, checked again, and the new list shown', async () => {
    const { host, server } = fakes();
    server.check.mockResolvedValue(good(wrong));
    await open(host, server);
    await press(/tsubarne.*を宛先から外す$/);
    expect(host.fix).toHaveBeenCalledExactlyOnceWith({ kind: 'remove', recipients: [expect.stringContaining('@')] });
    expect(host.checkAgain).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: /tsubarne.*を宛先から外す$/ })).toBeNull();
  });

  test.each([
    ['failed', /変更できませんでした/],
    ['unsure', /変更の途中で問題/],
  ] as const)('says so when the change is %s, and keeps the list', async (result, said) => {
    const { host, server } = fakes();
    server.check.mockResolvedValue(good(wrong));
    host.fix.mockResolvedValue(result);
    await open(host, server);
    await press(/tsubarne.*を宛先から外す$/);
    expect(screen.getByText(said)).toBeDefined();
    expect(host.checkAgain).not.toHaveBeenCalled();
  });
});

test('a change that the policy wants is made before anything is confirmed', async () => {
  const { host, server } = fakes();
  const changes = [
    { kind: 'forceBcc', rules: ['r'], args: { addresses: ['a@x.example', 'b@x.example'], to: 'me@own.example' } },
  ];
  const wanting: Check = { ...glance, toMake: ['forceBcc'], verdict: { ...glance.verdict, changes } };
  server.check.mockResolvedValue(good(wanting));
  await open(host, server);
  expect(screen.getByText(/Bcc に移します：a@x.example、b@x.example/)).toBeDefined();
  expect(screen.getByText('宛先欄には me@own.example を入れます')).toBeDefined();
  expect(screen.queryByRole('button', { name: '送信する' })).toBeNull();
  await press('変更して続ける');
  expect(host.make).toHaveBeenCalledExactlyOnceWith(wanting);
  expect(screen.getByRole('button', { name: '送信する' })).toBeDefined();
});
