// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bound } from '../backend/api.gen';
import { fakeBackend } from '../testing/fake-backend';
import { glance, mail } from '../testing/samples';
import { change, show } from '../testing/show';
import { armingTime } from './useArmed';

vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const sendButton = () => screen.getByRole('button', { name: /^(確認して送信|送信する)$/ });
const problem = (code: string) => ({ code, args: {}, said: '', detail: '' });

/** A window with mails that have been on the screen long enough. */
async function waiting(mails: Parameters<ReturnType<typeof fakeBackend>['wait']>[0], more: Partial<Bound> = {}) {
  const backend = fakeBackend(more);
  await show(backend);
  await change(() => backend.wait(mails));
  await pass(armingTime);
  return backend;
}

describe('a mail that waits', () => {
  test('is shown by itself, with how long its program still waits', async () => {
    await waiting([mail({ until: new Date(Date.now() + 43_000).toISOString() })]);
    expect(screen.getByRole('timer').textContent).toBe('Thunderbird はあと 43 秒待っています');
    await pass(3000);
    expect(screen.getByRole('timer').textContent).toBe('Thunderbird はあと 40 秒待っています');
  });

  test('is confirmed once all boxes are ticked, with what was ticked', async () => {
    const Confirm = vi.fn(async () => ({}));
    await waiting([mail()], { Confirm });
    fireEvent.click(sendButton());
    expect(Confirm).not.toHaveBeenCalled();
    for (const box of screen.getAllByRole('checkbox')) fireEvent.click(box);
    fireEvent.click(sendButton());
    await pass(0);
    expect(Confirm).toHaveBeenCalledExactlyOnceWith('m1', {
      items: mail().verdict.confirm?.items,
      questions: [],
      words: [],
    });
    expect(screen.getByText('確認しました')).toBeDefined();
  });

  test('that is confirmed after its program gave up says to send it again, and until when', async () => {
    const kept = new Date(Date.now() + 900_000).toISOString();
    await waiting([glance({ connected: false, client: 'Thunderbird' })], { Confirm: async () => ({ kept }) });
    expect(screen.getByRole('timer').textContent).toContain('待つのをやめました');
    fireEvent.click(sendButton());
    await pass(0);
    expect(screen.getByText('回答を預かりました')).toBeDefined();
    expect(screen.getByText(/Thunderbird でもう一度送信してください/)).toBeDefined();
  });

  test.each([
    [
      'confirmed',
      'メールを送信しました',
      /tanaka@tsubame.example、suzuki@tsubame.example 宛に送信サーバーが受け付けました/,
    ],
    ['failed', '送信できませんでした', /550 5.7.1 no such user/],
    ['', '回答を預かりました', /もう一度送信してください/],
  ])('whose answer was kept says what became of it when it came again: %s', async (outcome, title, text) => {
    const time = new Date(Date.now()).toISOString();
    const recipients = ['tanaka@tsubame.example', 'suzuki@tsubame.example'];
    const reply = '550 5.7.1 no such user';
    const Went = vi.fn<Bound['Went']>(async () => ({ outcome: '', recipients: [], reply: '' }));
    const backend = await waiting([glance({ connected: false })], { Confirm: async () => ({ kept: time }), Went });
    fireEvent.click(sendButton());
    await pass(0);
    expect(screen.getByText('回答を預かりました')).toBeDefined();
    Went.mockResolvedValue(outcome ? { outcome, time, recipients, reply } : { outcome, recipients: [], reply: '' });
    await change(() => backend.tell('history'));
    await pass(0);
    expect(Went).toHaveBeenLastCalledWith('m2');
    expect(screen.getByText(title)).toBeDefined();
    expect(screen.getByText(text)).toBeDefined();
  });

  test('is not answered by a press that comes at once', async () => {
    const Confirm = vi.fn(async () => ({}));
    const backend = fakeBackend({ Confirm });
    await show(backend);
    await change(() => backend.wait([glance()]));
    await pass(armingTime - 1);
    fireEvent.click(sendButton());
    await pass(0);
    expect(Confirm).not.toHaveBeenCalled();
    await pass(1);
    fireEvent.click(sendButton());
    await pass(0);
    expect(Confirm).toHaveBeenCalledOnce();
  });

  test('is not ticked by a press that comes at once, and is by the next', async () => {
    const backend = fakeBackend();
    await show(backend);
    await change(() => backend.wait([mail()]));
    await pass(armingTime - 1);
    const box = screen.getAllByRole<HTMLInputElement>('checkbox')[0] as HTMLInputElement;
    fireEvent.click(box);
    expect(box.checked).toBe(false);
    await pass(1);
    fireEvent.click(box);
    await pass(0);
    expect(box.checked).toBe(true);
  });

  test('has no button in the focus that Enter would press', async () => {
    await waiting([glance()]);
    expect(document.activeElement?.tagName).not.toBe('BUTTON');
  });

  test('that the window comes up for anew is safe from the next press again', async () => {
    const Confirm = vi.fn(async () => ({}));
    const backend = await waiting([glance()], { Confirm });
    await change(() => backend.tell('show'));
    fireEvent.click(sendButton());
    await pass(0);
    expect(Confirm).not.toHaveBeenCalled();
  });

  test('is cancelled by Escape, without a question, and not by a key that was down already', async () => {
    const Cancel = vi.fn(async () => {});
    await waiting([mail()], { Cancel });
    fireEvent.keyDown(sendButton(), { key: 'Escape', repeat: true });
    await pass(0);
    expect(Cancel).not.toHaveBeenCalled();
    fireEvent.keyDown(sendButton(), { key: 'Escape' });
    await pass(0);
    expect(Cancel).toHaveBeenCalledExactlyOnceWith('m1');
    expect(screen.getByText('送信しませんでした')).toBeDefined();
  });

  test('whose answer leaves something out stays, and says what', async () => {
    const missing = { items: mail().verdict.confirm?.items.slice(0, 1) ?? [], questions: [], words: [], reason: false };
    await waiting([glance()], { Confirm: async () => ({ missing }) });
    fireEvent.click(sendButton());
    await pass(0);
    expect(screen.getByText(/もう一度ご確認ください：宛先 1件/)).toBeDefined();
  });

  test('that is gone when it is answered says so', async () => {
    await waiting([glance()], { Confirm: () => Promise.reject(problem('gone')) });
    fireEvent.click(sendButton());
    await pass(0);
    expect(screen.getByText('このメールはもう待っていません')).toBeDefined();
  });

  test('that cannot be shown does not leave the window empty', async () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    await waiting([mail({ verdict: {} as never })]);
    expect(screen.getByText('うまくいきませんでした')).toBeDefined();
    quiet.mockRestore();
  });

  test('that goes away by itself says so and answers nothing', async () => {
    const backend = await waiting([glance()]);
    await change(() => backend.wait([]));
    expect(screen.getByText('このメールはもう待っていません')).toBeDefined();
  });

  test('keeps what was ticked when the list changes around it', async () => {
    const backend = await waiting([mail()]);
    const [first] = screen.getAllByRole('checkbox');
    fireEvent.click(first as HTMLElement);
    await change(() => backend.wait([mail(), glance()]));
    expect(screen.getAllByRole('checkbox')[0]).toHaveProperty('checked', true);
  });
});

describe('several mails', () => {
  test('are listed, and the one that is chosen is checked', async () => {
    await waiting([mail(), glance()]);
    const queue = screen.getByRole('navigation', { name: '確認を待っているメール（2件）' });
    const entries = within(queue).getAllByRole('button');
    expect(entries.map((entry) => entry.getAttribute('aria-current'))).toEqual(['true', null]);
    expect(entries[0]?.textContent).toContain('宛先 田中 花子 ほか1件');
    fireEvent.click(entries[1] as HTMLElement);
    await pass(0);
    expect(screen.getByRole('timer').textContent).toContain('msmtp');
  });

  test('come one after the other', async () => {
    const backend = await waiting([glance(), mail()], {});
    fireEvent.click(sendButton());
    await pass(0);
    await change(() => backend.wait([mail()]));
    fireEvent.click(screen.getByRole('button', { name: '次のメールへ' }));
    await pass(0);
    expect(screen.getByRole('timer').textContent).toContain('Thunderbird');
  });
});

test('subjects with format signs and markup are shown as they are', async () => {
  await waiting([mail({ subject: '%s%n <b>100%</b>', client: '%d' })]);
  expect(screen.getByRole('timer').textContent).toContain('%d はあと');
  expect(screen.getAllByText('%s%n <b>100%</b>').length).toBeGreaterThan(0);
});
