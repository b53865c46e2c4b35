import type { ApiError } from './errors';
import { failed, ok, type Result } from './result';

/** One request, as plain as both runtimes can send it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the request may be made twice: then XMLHttpRequest has a try where fetch failed. */
  readonly repeatable: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  readonly etag: string;
  readonly text: string;
}

export type Transport = (request: HttpRequest, milliseconds: number) => Promise<Result<HttpReply, ApiError>>;

/**
 * Sends with fetch, and with XMLHttpRequest where fetch is missing or failed at once: the JavaScript-only runtime of
 * classic Outlook is known to refuse the one and do the other. The deadline is a timer, because that runtime promises no
 * AbortController; what comes later is dropped.
 */
export const hostTransport: Transport = (request, milliseconds) =>
  withDeadline(milliseconds, async () => {
    if (typeof fetch !== 'function') {
      return byXhr(request);
    }
    const first = await byFetch(request);
    const again = !first.ok && request.repeatable && typeof XMLHttpRequest === 'function';
    return again ? byXhr(request) : first;
  });

/** What work gives, or a timeout if it takes too long; what it gives later is dropped. */
export function withDeadline(
  milliseconds: number,
  work: () => Promise<Result<HttpReply, ApiError>>,
): Promise<Result<HttpReply, ApiError>> {
  return new Promise<Result<HttpReply, ApiError>>((resolve) => {
    const timer = setTimeout(() => resolve(failed({ kind: 'timeout', milliseconds })), milliseconds);
    const finish = (result: Result<HttpReply, ApiError>) => {
      clearTimeout(timer);
      resolve(result);
    };
    work().then(finish, (cause) => finish(unreachable(cause)));
  });
}

async function byFetch(request: HttpRequest): Promise<Result<HttpReply, ApiError>> {
  try {
    const { method, headers, body } = request;
    const answer = await fetch(request.url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return ok({
      status: answer.status,
      contentType: answer.headers.get('Content-Type') ?? '',
      etag: answer.headers.get('ETag') ?? '',
      text: await answer.text(),
    });
  } catch (cause) {
    return unreachable(cause);
  }
}

function byXhr(request: HttpRequest): Promise<Result<HttpReply, ApiError>> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(request.method, request.url);
    for (const name of Object.keys(request.headers)) {
      xhr.setRequestHeader(name, request.headers[name] ?? '');
    }
    xhr.onload = () =>
      resolve(
        ok({
          status: xhr.status,
          contentType: xhr.getResponseHeader('Content-Type') ?? '',
          etag: xhr.getResponseHeader('ETag') ?? '',
          text: xhr.responseText,
        }),
      );
    xhr.onerror = () => resolve(unreachable('network error'));
    xhr.send(request.body);
  });
}

function unreachable(cause: unknown): { readonly ok: false; readonly error: ApiError } {
  return failed({ kind: 'unreachable', detail: cause instanceof Error ? cause.message : String(cause) });
}
