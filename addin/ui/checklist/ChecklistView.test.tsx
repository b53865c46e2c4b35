// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { confirm, crowd, recipient, risky, verdict } from '../fixtures/verdicts';
import type { Language } from '../i18n/text';
import { SekishoProvider } from '../theme/SekishoProvider';
import type { Confirm, Missing, Verdict } from '../verdict';
import { ChecklistView, type ChecklistViewProps } from './ChecklistView';

// Many boxes in jsdom on a busy machine take long; nothing here is about time.
vi.setConfig({ testTimeout: 60_000 });

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(props: Partial<ChecklistViewProps> & { verdict: Verdict }, language: Language = 'ja') {
  const onConfirm = vi.fn();
  const tree = (more: Partial<ChecklistViewProps> = {}) => (
    <SekishoProvider language={language} scheme="light">
      <ChecklistView decision="ask" onConfirm={onConfirm} {...props} {...more} />
    </SekishoProvider>
  );
  const { rerender } = render(tree());
  return { onConfirm, again: (more: Partial<ChecklistViewProps>) => rerender(tree(more)) };
}

function sendButton(name: string | RegExp = /^(確認して送信|送信する)$/) {
  return screen.getByRole('button', { name });
}

function asked(more: Partial<Confirm>): Verdict {
  return verdict({ confirm: confirm(more) });
}

async function tickEverything() {
  for (const box of screen.getAllByRole('checkbox')) await userEvent.click(box);
}

describe('tick mode', () => {
  test('Send stays disabled and says what is missing until every box and question is done', async () => {
    const { onConfirm } = show({ verdict: risky });
    expect(sendButton()).toHaveProperty('ariaDisabled', 'true');
    expect(screen.getByRole('status').textContent).toBe('残り 宛先 3件、添付 2件、質問 1件');
    await userEvent.click(sendButton());
    expect(onConfirm).not.toHaveBeenCalled();
    await tickEverything();
    expect(screen.getByRole('status').textContent).toBe('残り 質問 1件');
    await userEvent.click(screen.getByRole('radio', { name: 'はい' }));
    expect(screen.getByRole('status').textContent).toBe('すべて確認できました。');
    await userEvent.click(sendButton());
    expect(onConfirm).toHaveBeenCalledExactlyOnceWith({
      items: risky.confirm?.items,
      questions: ['wrong-person'],
      words: [],
    });
  });

  test('“no” to a question keeps the mail here', async () => {
    const { onConfirm } = show({ verdict: risky });
    await tickEverything();
    await userEvent.click(screen.getByRole('radio', { name: 'いいえ' }));
    expect(screen.getByRole('status').textContent).toContain('「いいえ」と答えた質問があります。');
    await userEvent.click(sendButton());
    expect(onConfirm).not.toHaveBeenCalled();
  });

  test('each box says who, where and in which field, and why it is flagged', () => {
    show({ verdict: risky });
    const box = screen.getByRole('checkbox', { name: /Cc.*鈴木 一郎.*suzuki@tsubarne\.example/ });
    const reasons = document.getElementById(box.getAttribute('aria-describedby') ?? '');
    expect(reasons?.textContent).toContain('tsubame.example によく似た別のドメインです');
    expect(within(reasons as HTMLElement).getByLabelText('危険')).toBeDefined();
  });

  test('internal recipients with nothing to tick are folded away, and open on demand', async () => {
    show({ verdict: risky });
    expect(screen.queryByText('小林 誠')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /社内/ }));
    expect(screen.getByText('小林 誠')).toBeDefined();
  });

  test('internal recipients that must be ticked are not folded away', () => {
    const inside = recipient('a@own.example', { internal: true });
    show({
      verdict: verdict({
        recipients: [inside],
        confirm: confirm({ items: [{ kind: 'recipient', value: inside.address }] }),
      }),
    });
    expect(screen.getByRole('checkbox', { name: /a@own\.example/ })).toBeDefined();
  });

  test('a domain is one box for all its recipients', async () => {
    const recipients = [recipient('a@x.example', { company: '甲' }), recipient('b@x.example', { company: '甲' })];
    const { onConfirm } = show({
      verdict: verdict({ recipients, confirm: confirm({ items: [{ kind: 'domain', value: 'x.example' }] }) }),
    });
    expect(screen.getAllByRole('checkbox')).toHaveLength(1);
    await userEvent.click(screen.getByRole('checkbox', { name: 'x.example 宛てでよいことを確認しました' }));
    await userEvent.click(sendButton());
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  test('“next open item” opens a folded group and moves the focus into it', async () => {
    show({ verdict: risky });
    await userEvent.click(screen.getByRole('button', { name: /つばめ印刷/ }));
    expect(screen.queryByRole('checkbox', { name: /田中/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '次の未確認へ' }));
    expect(document.activeElement).toBe(screen.getByRole('checkbox', { name: /田中/ }));
  });
});

describe('tickAll', () => {
  test('without leave of the policy no press ticks more than one box', async () => {
    const v = crowd(30);
    show({ verdict: v });
    for (const button of screen.getAllByRole('button')) {
      await userEvent.click(button);
      await userEvent.click(button);
    }
    for (const heading of screen.getAllByRole('heading')) await userEvent.click(heading);
    await userEvent.keyboard('{Control>}a{/Control} ');
    expect(screen.getAllByRole('checkbox').filter((box) => (box as HTMLInputElement).checked)).toHaveLength(0);
  });

  test('with leave for all, one press ticks all recipients and files but answers nothing', async () => {
    show({ verdict: risky, tickAll: 'all' });
    await userEvent.click(screen.getByRole('button', { name: '宛先と添付をまとめて確認する' }));
    expect(screen.getByRole('status').textContent).toBe('残り 質問 1件');
  });

  test('with leave for internal ones it leaves the others alone', async () => {
    const recipients = [recipient('a@own.example', { internal: true }), recipient('b@x.example')];
    const items = recipients.map((r) => ({ kind: 'recipient' as const, value: r.address }));
    show({ verdict: verdict({ recipients, confirm: confirm({ items }) }), tickAll: 'internal' });
    expect(screen.queryByRole('button', { name: '宛先と添付をまとめて確認する' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '社内の宛先をまとめて確認する' }));
    expect(screen.getByRole('status').textContent).toBe('残り 宛先 1件');
  });
});

describe('Enter', () => {
  test('typed in a field it never sends', async () => {
    const { onConfirm } = show({ verdict: asked({ words: ['送信'], reason: true }) });
    await userEvent.type(screen.getByLabelText('確認のため「送信」と入力してください'), '送信{Enter}');
    await userEvent.type(screen.getByLabelText('送信する理由'), '納期のため{Enter}{Enter}');
    expect(sendButton().getAttribute('aria-disabled')).not.toBe('true');
    expect(onConfirm).not.toHaveBeenCalled();
    await userEvent.click(sendButton());
    expect(onConfirm.mock.calls[0]?.[0]).toMatchObject({ words: ['送信'], reason: '納期のため' });
  });

  test('pressed when the checklist appears it does nothing: the button has no focus', async () => {
    const { onConfirm } = show({ verdict: asked({ mode: 'glance' }) });
    await userEvent.keyboard('{Enter} ');
    expect(onConfirm).not.toHaveBeenCalled();
  });

  test('held down it does not press the button', () => {
    show({ verdict: asked({ mode: 'glance' }) });
    expect(fireEvent.keyDown(sendButton(), { key: 'Enter', repeat: true })).toBe(false);
    expect(fireEvent.keyDown(sendButton(), { key: 'Enter' })).toBe(true);
  });
});

test('glance mode: one button, no boxes, and the confirmation still names every item', async () => {
  const v: Verdict = { ...risky, confirm: { ...(risky.confirm as Confirm), mode: 'glance', questions: [] } };
  const { onConfirm } = show({ verdict: v });
  expect(screen.queryAllByRole('checkbox')).toHaveLength(0);
  await userEvent.click(sendButton('送信する'));
  expect(onConfirm.mock.calls[0]?.[0].items).toEqual(v.confirm?.items);
});

test('a file name is typed again, and a file is opened before its box can be ticked', async () => {
  const onOpenFile = vi.fn();
  const items: Confirm['items'] = [
    { kind: 'file-name', value: '図面.pdf' },
    { kind: 'opened-file', value: '図面.pdf' },
  ];
  const { onConfirm } = show({ verdict: { ...risky, confirm: confirm({ items }) }, onOpenFile });
  const box = screen.getByRole('checkbox', { name: /開いて中身を確認/ }) as HTMLInputElement;
  expect(box.disabled).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: '「図面.pdf」を開く' }));
  expect(onOpenFile).toHaveBeenCalledWith('図面.pdf');
  await userEvent.click(box);
  await userEvent.type(screen.getByLabelText('ファイル名「図面.pdf」を入力してください'), '図面.pdf');
  await userEvent.click(sendButton());
  expect(onConfirm).toHaveBeenCalledOnce();
});

describe('countdown', () => {
  function start() {
    vi.useFakeTimers();
    const { onConfirm } = show({ verdict: asked({ mode: 'glance', countdown: '3s' }) });
    fireEvent.click(sendButton());
    return onConfirm;
  }
  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

  test('sends when it has run out, once', () => {
    const onConfirm = start();
    pass(2_900);
    expect(onConfirm).not.toHaveBeenCalled();
    for (let i = 0; i < 10; i++) pass(200);
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  test('stands still while paused', () => {
    const onConfirm = start();
    pass(1_000);
    fireEvent.click(screen.getByRole('button', { name: '一時停止' }));
    pass(60_000);
    expect(onConfirm).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: '再開' }));
    for (let i = 0; i < 20; i++) pass(200);
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  test('can be called off', () => {
    const onConfirm = start();
    fireEvent.click(screen.getByRole('button', { name: '送信を取りやめる' }));
    pass(60_000);
    expect(onConfirm).not.toHaveBeenCalled();
    expect(sendButton()).toBeDefined();
  });
});

test('what the server still misses is open again and named', async () => {
  const { again } = show({ verdict: risky, tickAll: 'all' });
  await userEvent.click(screen.getByRole('button', { name: '宛先と添付をまとめて確認する' }));
  await userEvent.click(screen.getByRole('radio', { name: 'はい' }));
  const missing: Missing = {
    items: [{ kind: 'attachment', value: '図面.pdf' }],
    questions: [],
    words: [],
    reason: false,
  };
  again({ missing });
  expect(screen.getByRole('status').textContent).toBe('残り 添付 1件');
  expect(screen.getByText(/もう一度ご確認ください：添付 1件/)).toBeDefined();
});

test('a refused mail has no Send button and says what cannot be done', () => {
  show({
    verdict: { ...risky, action: 'block' },
    decision: 'refuse',
    cannotCarryOut: ['hold', 'forceBcc'],
    onBack: vi.fn(),
  });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('このメールは送信できません');
  expect(screen.queryByRole('button', { name: /送信/ })).toBeNull();
  expect(screen.getByText(/保留、Bcc に移す/)).toBeDefined();
});

test('what happens after sending is told', () => {
  show({ verdict: risky });
  expect(screen.getByText('送信後 5分保留されます。')).toBeDefined();
});

test('speaks English: no Japanese is left but names', () => {
  show({ verdict: { ...risky, recipients: [], attachments: [], confirm: confirm() } }, 'en');
  expect(document.body.textContent).toContain('Please check before sending');
  expect(document.body.textContent?.replace('見積書_2026年11月.zip', '')).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  expect(document.documentElement.lang).toBe('en');
});

test('500 recipients are all there, each with its own box', () => {
  show({ verdict: crowd(500) });
  // By selector: jsdom needs minutes to compute the names of so many boxes.
  const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  expect(boxes).toHaveLength(500);
  fireEvent.click(boxes[499] as HTMLInputElement);
  expect(document.querySelector('[role=status]')?.textContent).toBe('残り 宛先 499件');
  expect(boxes.filter((box) => box.checked)).toHaveLength(1);
});
