import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpRequest, hostTransport } from './transport';

const request: HttpRequest = {
  method: 'POST',
  url: 'https://sekisho.example/v1/checks',
  headers: { A: 'b' },
  body: '{}',
  repeatable: true,
};

/** An XMLHttpRequest that answers 200 with what it was sent. */
class Echo {
  static sent: string[] = [];
  status = 200;
  responseText = '';
  onload: (() => void) | null = null;
  private line = '';
  open(method: string, url: string): void {
    this.line = `${method} ${url}`;
  }
  setRequestHeader(name: string, value: string): void {
    this.line += ` ${name}=${value}`;
  }
  getResponseHeader(): string | null {
    return null;
  }
  send(body?: string): void {
    this.responseText = `${this.line} ${body}`;
    Echo.sent.push(this.responseText);
    this.onload?.();
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  Echo.sent = [];
});

const answer = { ok: true, status: 200, headers: { get: () => 'application/json' }, text: async () => 'by fetch' };

describe('transport', () => {
  it('uses fetch where it works', async () => {
    vi.stubGlobal('fetch', async () => answer);
    vi.stubGlobal('XMLHttpRequest', Echo);
    const result = await hostTransport(request, 100);
    expect(result.ok && result.value.text).toBe('by fetch');
    expect(Echo.sent).toEqual([]);
  });

  it.each([
    ['is missing', undefined],
    ['fails', () => Promise.reject(new TypeError('Network request failed'))],
  ])('uses XMLHttpRequest where fetch %s', async (_, fetch) => {
    vi.stubGlobal('fetch', fetch);
    vi.stubGlobal('XMLHttpRequest', Echo);
    const result = await hostTransport(request, 100);
    expect(result.ok && result.value.text).toBe('POST https://sekisho.example/v1/checks A=b {}');
  });

  it('makes no second request of one that must not be repeated', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Network request failed')));
    vi.stubGlobal('XMLHttpRequest', Echo);
    const result = await hostTransport({ ...request, repeatable: false }, 100);
    expect(result).toEqual({ ok: false, error: { kind: 'unreachable', detail: 'Network request failed' } });
    expect(Echo.sent).toEqual([]);
  });

  it('gives up at the deadline, also while the body is coming', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', async () => ({ ...answer, text: () => new Promise(() => {}) }));
    const result = hostTransport(request, 3_000);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await result).toEqual({ ok: false, error: { kind: 'timeout', milliseconds: 3_000 } });
  });
});
