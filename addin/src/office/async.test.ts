import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OfficeCalls } from './async';

type Callback = (result: Office.AsyncResult<string>) => void;

const done = (value: string) => ({ status: 'succeeded', value }) as unknown as Office.AsyncResult<string>;
const failed = (message: string) =>
  ({ status: 'failed', error: { code: 9012, message } }) as unknown as Office.AsyncResult<string>;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('OfficeCalls', () => {
  it('makes three calls at once and the others after them, in order', async () => {
    const calls = new OfficeCalls();
    const started: [string, Callback][] = [];
    const results = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      calls.call<string>(name, 1_000, (callback) => void started.push([name, callback])),
    );
    expect(started.map(([name]) => name)).toEqual(['a', 'b', 'c']);
    started[1]?.[1](done('second'));
    await expect(results[1]).resolves.toEqual({ ok: true, value: 'second' });
    expect(started.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('counts the time from the asking, also while it waits for its turn', async () => {
    const calls = new OfficeCalls();
    const never = () => {};
    const results = Promise.all(['a', 'b', 'c', 'd'].map((name) => calls.call<string>(name, 500, never)));
    await vi.advanceTimersByTimeAsync(500);
    expect((await results)[3]).toEqual({ ok: false, error: { kind: 'timeout', api: 'd', milliseconds: 500 } });
  });

  it('never begins a call whose time was over before its turn', async () => {
    const calls = new OfficeCalls();
    const started: [string, Callback][] = [];
    const start = (name: string, milliseconds: number) =>
      calls.call<string>(name, milliseconds, (callback) => void started.push([name, callback]));
    for (const name of ['a', 'b', 'c']) {
      void start(name, 60_000);
    }
    const write = start('write', 500);
    const later = start('later', 60_000);
    await vi.advanceTimersByTimeAsync(500);
    await expect(write).resolves.toMatchObject({ ok: false, error: { kind: 'timeout' } });
    started[0]?.[1](done('a'));
    expect(started.map(([name]) => name)).toEqual(['a', 'b', 'c', 'later']);
    started[3]?.[1](done('later'));
    await expect(later).resolves.toEqual({ ok: true, value: 'later' });
  });

  it('keeps the place of a call that Outlook has not answered', async () => {
    const calls = new OfficeCalls();
    const started: [string, Callback][] = [];
    const start = (name: string) => calls.call<string>(name, 500, (callback) => void started.push([name, callback]));
    ['a', 'b', 'c'].forEach(start);
    await vi.advanceTimersByTimeAsync(600);
    const late = start('d');
    expect(started).toHaveLength(3);
    started[0]?.[1](done('after all'));
    expect(started).toHaveLength(4);
    started[3]?.[1](done('d'));
    await expect(late).resolves.toEqual({ ok: true, value: 'd' });
  });

  it('gives failures and exceptions as values, and goes on', async () => {
    const calls = new OfficeCalls();
    const throws = () => {
      throw new Error('not here');
    };
    await expect(calls.call('a', 500, (callback: Callback) => callback(failed('too many')))).resolves.toEqual({
      ok: false,
      error: { kind: 'failed', api: 'a', code: 9012, message: 'too many' },
    });
    for (let index = 0; index < 5; index += 1) {
      await expect(calls.call('b', 500, throws)).resolves.toMatchObject({
        ok: false,
        error: { kind: 'failed', message: 'not here' },
      });
    }
  });

  it('hears the first of two answers, and frees one place for it', async () => {
    const calls = new OfficeCalls();
    const twice = (callback: Callback) => {
      callback(done('first'));
      callback(done('second'));
    };
    await expect(calls.call('a', 500, twice)).resolves.toEqual({ ok: true, value: 'first' });
    const started: string[] = [];
    for (const name of ['b', 'c', 'd', 'e']) {
      void calls.call<string>(name, 500, () => void started.push(name));
    }
    expect(started).toEqual(['b', 'c', 'd']);
  });
});
