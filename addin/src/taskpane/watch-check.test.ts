// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Occasion } from './ports';
import { watchCheck } from './watch-check';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const of = (id: string | undefined): Occasion | undefined => (id === undefined ? undefined : { kind: 'check', id });

test('tells of another check once, and never of the first', async () => {
  let id: string | undefined = 'c1';
  const changed = vi.fn();
  const stop = watchCheck(async () => of(id), changed);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(changed).not.toHaveBeenCalled();
  id = 'c2';
  await vi.advanceTimersByTimeAsync(6_000);
  expect(changed).toHaveBeenCalledExactlyOnceWith(of('c2'));
  id = undefined;
  await vi.advanceTimersByTimeAsync(6_000);
  id = 'c2';
  await vi.advanceTimersByTimeAsync(6_000);
  expect(changed).toHaveBeenCalledOnce();
  stop();
  id = 'c3';
  await vi.advanceTimersByTimeAsync(6_000);
  expect(changed).toHaveBeenCalledOnce();
});

test('a pane that was opened from the ribbon hears of its first check', async () => {
  let id: string | undefined;
  const changed = vi.fn();
  const stop = watchCheck(async () => of(id), changed);
  await vi.advanceTimersByTimeAsync(2_000);
  id = 'c1';
  await vi.advanceTimersByTimeAsync(2_000);
  expect(changed).toHaveBeenCalledExactlyOnceWith(of('c1'));
  stop();
});

test('the bar above the mail is told from a check', async () => {
  let occasion: Occasion = { kind: 'check', id: 'c1' };
  const changed = vi.fn();
  const stop = watchCheck(async () => occasion, changed);
  await vi.advanceTimersByTimeAsync(2_000);
  occasion = { kind: 'draft' };
  await vi.advanceTimersByTimeAsync(6_000);
  expect(changed).toHaveBeenCalledExactlyOnceWith({ kind: 'draft' });
  stop();
});
