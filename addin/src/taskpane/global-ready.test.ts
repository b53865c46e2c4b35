// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { globalReady } from './global-ready';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('resolves when the script came late', async () => {
  vi.useFakeTimers();
  const ready = globalReady('lateScript', 10_000);
  vi.advanceTimersByTime(9_000);
  vi.stubGlobal('lateScript', {});
  vi.advanceTimersByTime(100);
  await expect(ready).resolves.toBeUndefined();
});

test('rejects when it never comes', async () => {
  vi.useFakeTimers();
  const ready = globalReady('noScript', 10_000);
  const rejected = expect(ready).rejects.toThrow('noScript did not come within 10000 ms');
  vi.advanceTimersByTime(10_100);
  await rejected;
});
