import { describe, expect, it, vi } from 'vitest';
import { createClient } from './client';
import { describe as describeError } from './errors';
import type { Draft } from './shapes';
import type { HttpReply, HttpRequest, Transport } from './transport';

const draft: Draft = {
  intent: 'send',
  from: { address: 'hoshino@akatsuki.example' },
  recipients: [],
  subject: '見積',
  body: '',
  attachments: [],
  door: { name: 'outlook', version: '1' },
};

const check = {
  id: 'c1',
  decision: 'ask',
  cannotCarryOut: [],
  confirmed: false,
  policyVersion: '1',
  expiresAt: '2026-11-22T00:00:00Z',
  verdict: {
    action: 'confirm',
    findings: [
      {
        code: 'recipient.external',
        severity: 'info',
        rules: [],
        recipients: ['a@x.example'],
        attachments: [],
        args: {},
      },
    ],
    recipients: [],
    attachments: [],
    rules: [],
    changes: [],
    notify: [],
  },
};

function clientWith(reply: Partial<HttpReply>, token = 't') {
  const asked: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    asked.push(request);
    return { ok: true, value: { status: 200, contentType: 'application/json', etag: '', text: '{}', ...reply } };
  };
  return { asked, client: createClient({ origin: 'https://sekisho.example', token: async () => token, transport }) };
}

describe('client', () => {
  it('asks with token, type and the whole address', async () => {
    const { client, asked } = clientWith({ text: JSON.stringify(check) });
    const result = await client.createCheck(draft, 3_000);
    expect(result).toEqual({ ok: true, value: check });
    expect(asked[0]).toEqual({
      method: 'POST',
      url: 'https://sekisho.example/v1/checks',
      headers: {
        Accept: 'application/json, application/problem+json',
        'Content-Type': 'application/json',
        Authorization: 'Bearer t',
      },
      body: JSON.stringify(draft),
      repeatable: true,
    });
  });

  it('goes without a token where there is none, and escapes ids', async () => {
    const { client, asked } = clientWith({}, '');
    await client.getCheck('a/b', 3_000);
    expect([asked[0]?.url, asked[0]?.headers.Authorization]).toEqual([
      'https://sekisho.example/v1/checks/a%2Fb',
      undefined,
    ]);
  });

  it('sends no half of a surrogate pair, and all else as it is', async () => {
    const { client, asked } = clientWith({ text: JSON.stringify(check) });
    const body = 'a\uD83D\nb\uDE00 \\ud800 \\\\ 😀"';
    await client.createCheck({ ...draft, body, subject: '\uD83D\uD83D\uDE00' }, 3_000);
    const sent = JSON.parse(asked[0]?.body ?? '');
    expect([sent.body, sent.subject]).toEqual([
      body.replace(/a\uD83D/, 'a\uFFFD').replace(/b\uDE00/, 'b\uFFFD'),
      '\uFFFD😀',
    ]);
    expect(asked[0]?.body).not.toMatch(/[^\\]\\ud[89a-f]/i);
  });

  it('takes a proxy that finds the request too large for a refusal, and its other pages for none', async () => {
    for (const [status, kind] of [
      [413, 'problem'],
      [403, 'unreachable'],
      [502, 'unreachable'],
    ] as const) {
      const { client } = clientWith({ status, contentType: 'text/html', text: '<html>' });
      const result = await client.createCheck(draft, 3_000);
      expect(result.ok ? result.value : [result.error.kind, (result.error as { problem?: object }).problem]).toEqual([
        kind,
        kind === 'problem' ? expect.objectContaining({ status, code: 'too-large' }) : undefined,
      ]);
    }
  });

  const broken = (change: (copy: typeof check & Record<string, unknown>) => void) => {
    const copy = JSON.parse(JSON.stringify(check));
    change(copy);
    return JSON.stringify(copy);
  };

  it.each([
    ['no JSON', 'allow'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no decision', broken((copy) => Reflect.deleteProperty(copy, 'decision'))],
    ['a decision nobody knows', broken((copy) => Object.assign(copy, { decision: 'maybe' }))],
    ['no verdict', broken((copy) => Reflect.deleteProperty(copy, 'verdict'))],
    ['an action nobody knows', broken((copy) => Object.assign(copy.verdict, { action: 'shrug' }))],
    ['findings that are no list', broken((copy) => Object.assign(copy.verdict, { findings: {} }))],
    ['a finding without a code', broken((copy) => Object.assign(copy.verdict.findings[0] ?? {}, { code: 1 }))],
    ['a pass that is no text', broken((copy) => Object.assign(copy, { pass: 1 }))],
  ])('takes %s for malformed, never for an answer', async (_, text) => {
    const result = await clientWith({ text }).client.createCheck(draft, 3_000);
    expect(result.ok ? 'accepted' : result.error.kind).toBe('malformed');
  });

  it('gives the problem of the server, with what is missing', async () => {
    const missing = { items: [{ kind: 'recipient', value: 'a@x.example' }], questions: [], words: [], reason: false };
    const text = JSON.stringify({
      type: 'urn:x',
      title: 'Incomplete',
      status: 422,
      code: 'confirmation-incomplete',
      missing,
    });
    const result = await clientWith({ status: 422, text }).client.confirm('c1', { items: [] }, 3_000);
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'problem', problem: { code: 'confirmation-incomplete', missing } },
    });
    expect(result.ok ? '' : describeError(result.error)).toBe('422 confirmation-incomplete: Incomplete');
  });

  it('takes the page of a proxy for unreachable', async () => {
    const result = await clientWith({ status: 502, text: '<html>', contentType: 'text/html' }).client.me(3_000);
    expect(result.ok ? '' : describeError(result.error)).toBe(
      'unreachable: 502 without a problem: not an answer of this API',
    );
  });

  it('asks for the policy only if it changed', async () => {
    const { client, asked } = clientWith({ status: 304, text: '' });
    expect(await client.doorPolicy('"7"', 3_000)).toEqual({ ok: true, value: { changed: false } });
    expect(asked[0]?.headers['If-None-Match']).toBe('"7"');
  });

  it('chooses how long mails wait, and takes no other answer for it', async () => {
    const me = { issuer: 'i', account: 'a@x.example', name: '', language: 'ja', organization: 'o', roles: ['sender'] };
    const wait = { shortest: '1m', longest: '2h', chosen: '5m' };
    const { client, asked } = clientWith({ text: JSON.stringify({ ...me, wait }) });
    expect(await client.setWait('5m', 3_000)).toEqual({ ok: true, value: { ...me, wait } });
    expect(asked[0]).toMatchObject({ method: 'PUT', url: 'https://sekisho.example/v1/me', body: '{"wait":"5m"}' });
    for (const wrong of [1, {}, { shortest: '1m' }, { shortest: '1m', longest: 2 }, { ...wait, chosen: 5 }]) {
      const result = await clientWith({ text: JSON.stringify({ ...me, wait: wrong }) }).client.me(3_000);
      expect(result.ok ? 'accepted' : result.error.kind).toBe('malformed');
    }
  });

  it('never enrols twice', async () => {
    const { client, asked } = clientWith({ status: 201, text: JSON.stringify({ id: 'd', token: 't' }) });
    expect((await client.enrol('code', '田中のPC', 3_000)).ok).toBe(true);
    expect(asked[0]?.repeatable).toBe(false);
  });
});

describe('the deadline', () => {
  const slow = (milliseconds: number) => {
    const asked: [HttpRequest, number][] = [];
    const transport: Transport = async (request, left) => {
      asked.push([request, left]);
      return { ok: true, value: { status: 200, contentType: '', etag: '', text: JSON.stringify(check) } };
    };
    const token = () => new Promise<string>((resolve) => setTimeout(() => resolve('t'), milliseconds));
    return { asked, client: createClient({ origin: 'https://sekisho.example', token, transport }) };
  };

  it('has the time in it that the token takes', async () => {
    vi.useFakeTimers();
    const { asked, client } = slow(400);
    const answer = client.createCheck(draft, 2_600);
    await vi.advanceTimersByTimeAsync(400);
    expect(await answer).toMatchObject({ ok: true });
    expect(asked[0]?.[1]).toBe(2_200);
    vi.useRealTimers();
  });

  it('ends the request that has no token yet, and nothing is sent afterwards', async () => {
    vi.useFakeTimers();
    const { asked, client } = slow(5_000);
    const answer = client.createCheck(draft, 2_600);
    await vi.advanceTimersByTimeAsync(2_600);
    expect(await answer).toEqual({ ok: false, error: { kind: 'timeout', milliseconds: 2_600 } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([]);
    vi.useRealTimers();
  });
});
