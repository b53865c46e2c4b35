import type { StageClock } from './stage-clock.ts';

/** What lies between the add-in and the server. `silent`: an answer that never comes; a number: that status as a problem. */
export type Weather = 'up' | 'down' | 'slow' | 'silent' | 401 | 429 | 500 | 'malformed' | 'proxy-page';

/** One request as it left the add-in, and what came back. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly octets: number;
  status: number;
  answer: Record<string, unknown>;
}

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** An answer that was read to its end: nothing of it is still under way. */
interface PlainResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** How long the server takes when it is slow, in milliseconds: longer than any door may wait. */
const slowness = 4_500;

/** The network of one client: it carries requests to the real server, or does to them what networks do. */
export class Network {
  weather: Weather = 'up';
  readonly seen: Seen[] = [];

  constructor(
    private readonly real: Fetch,
    private readonly clock: StageClock,
  ) {}

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<PlainResponse> => {
    const seen = this.note(url, init);
    const { weather } = this;
    if (weather === 'down') throw new TypeError('Network request failed');
    if (weather === 'silent') return new Promise(() => {});
    if (weather === 'slow') await this.clock.wait(slowness);
    const good = weather === 'up' || weather === 'slow';
    return this.clock
      .hold(good ? this.real(url, init).then(plain) : plain(spoilt(weather)), 'request')
      .then((answer) => {
        Object.assign(seen, { status: answer.status, answer: objectOf(answer) });
        return answer;
      });
  };

  /** The older way to ask, for runtimes whose fetch fails. In bad weather it fails too. */
  xhr(): unknown {
    const network = this;
    return class {
      onload: (() => void) | undefined;
      onerror: (() => void) | undefined;
      status = 0;
      responseText = '';
      private method = '';
      private url = '';
      private readonly headers: Record<string, string> = {};
      private answer: PlainResponse | undefined;
      open(method: string, url: string): void {
        Object.assign(this, { method, url });
      }
      setRequestHeader(name: string, value: string): void {
        this.headers[name] = value;
      }
      getResponseHeader(name: string): string | null {
        return this.answer?.headers.get(name) ?? null;
      }
      send(body?: BodyInit): void {
        const { method, headers } = this;
        network.fetch(this.url, { method, headers, ...(body === undefined ? {} : { body }) }).then(
          async (answer) => {
            this.answer = answer;
            this.status = answer.status;
            this.responseText = await answer.text();
            this.onload?.();
          },
          () => this.onerror?.(),
        );
      }
    };
  }

  /** The checks that were asked for, with this intent. */
  checks(intent?: 'compose' | 'send'): Seen[] {
    return this.seen.filter(
      ({ method, path, body }) =>
        method === 'POST' && path === '/v1/checks' && (intent === undefined || body.intent === intent),
    );
  }

  private note(url: string, init: RequestInit): Seen {
    const text = typeof init.body === 'string' ? init.body : '';
    const seen: Seen = {
      method: init.method ?? 'GET',
      path: new URL(url, 'http://here.invalid').pathname,
      body: objectIn(text),
      octets: text.length,
      status: 0,
      answer: {},
    };
    this.seen.push(seen);
    return seen;
  }
}

async function plain(answer: Response): Promise<PlainResponse> {
  const body = await answer.text();
  const { ok, status, headers } = answer;
  return { ok, status, headers, body, text: async () => body, json: async () => JSON.parse(body) as unknown };
}

function objectOf({ headers, body }: PlainResponse): Record<string, unknown> {
  return /json/.test(headers.get('Content-Type') ?? '') ? objectIn(body) : {};
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function spoilt(weather: Weather): Response {
  switch (weather) {
    case 'malformed':
      return new Response('{"decision":"send","id":', { headers: { 'Content-Type': 'application/json' } });
    case 'proxy-page':
      return new Response('<!doctype html><title>Sign in</title>', { headers: { 'Content-Type': 'text/html' } });
    default: {
      const code = { 401: 'unauthorized', 429: 'too-many-requests', 500: 'internal' }[Number(weather)] ?? 'internal';
      const body = { type: `urn:sekisho:problem:${code}`, title: code, status: weather, code };
      const headers = { 'Content-Type': 'application/problem+json' };
      return new Response(JSON.stringify(body), { status: Number(weather), headers });
    }
  }
}
