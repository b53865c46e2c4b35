import type { ApiError, Client } from '@sekisho/client';
import { expect, test, vi } from 'vitest';
import { failureOf, serverOf } from './api-server';
import type { Failure } from './ports';

function problem(status: number, more: object = {}): ApiError {
  return { kind: 'problem', problem: { type: 'urn:x', title: 'x', status, code: 'some-code', ...more } };
}

const missing = { items: [], questions: ['q'], words: [], reason: false };

const cases: [string, ApiError, Failure][] = [
  ['no network', { kind: 'unreachable', detail: 'x' }, { kind: 'unreachable' }],
  ['no answer in time', { kind: 'timeout', milliseconds: 1 }, { kind: 'unreachable' }],
  ['401', problem(401), { kind: 'unauthorized' }],
  ['404', problem(404), { kind: 'stale' }],
  ['409', problem(409), { kind: 'stale' }],
  ['410', problem(410), { kind: 'stale' }],
  ['422 with what is missing', problem(422, { missing }), { kind: 'missing', missing }],
  ['422 without', problem(422), { kind: 'problem', code: 'some-code', requestId: '' }],
  ['503', problem(503, { requestId: 'r' }), { kind: 'problem', code: 'some-code', requestId: 'r' }],
  ['nonsense', { kind: 'malformed', detail: 'x' }, { kind: 'problem', code: 'malformed-answer', requestId: '' }],
];
test.each(cases)('%s', (_name, error, want) => {
  expect(failureOf(error)).toEqual(want);
});

test('the token of a new device is kept, and only then', async () => {
  const keep = vi.fn(async () => {});
  const enrol = vi.fn<Client['enrol']>();
  const signIn = { isOffered: async () => false, ask: async () => undefined };
  const server = serverOf({ enrol } as Partial<Client> as Client, signIn, keep);
  enrol.mockResolvedValueOnce({ ok: false, error: problem(422) });
  await server.enrol('x', 'Outlook');
  expect(keep).not.toHaveBeenCalled();
  enrol.mockResolvedValueOnce({ ok: true, value: { id: 'd', token: 'secret' } });
  expect(await server.enrol('x', 'Outlook')).toEqual({ ok: true, value: undefined });
  expect(keep).toHaveBeenCalledExactlyOnceWith('secret');
});

test('how long mails wait is read from who one is, and so is what was chosen', async () => {
  const me = { issuer: 'i', account: 'a@x.example', name: '', language: 'ja', organization: 'o', roles: [] };
  const wait = { shortest: '1m', longest: '2h' };
  const client = {
    me: vi.fn<Client['me']>(async () => ({ ok: true, value: { ...me, wait } })),
    setWait: vi.fn<Client['setWait']>(async () => ({ ok: false, error: problem(422, { code: 'wait-bounds' }) })),
  };
  const signIn = { isOffered: async () => false, ask: async () => undefined };
  const server = serverOf(client as Partial<Client> as Client, signIn, async () => {});
  expect(await server.wait?.read()).toEqual({ ok: true, value: wait });
  expect(await server.wait?.choose('5m')).toMatchObject({ ok: false, failure: { code: 'wait-bounds' } });
  expect(client.setWait.mock.lastCall?.[0]).toBe('5m');
  client.me.mockResolvedValueOnce({ ok: true, value: me });
  expect(await server.wait?.read()).toEqual({ ok: true, value: undefined });
});

test('signing in gives a reason that the pane has words for', async () => {
  for (const [why, want] of [
    [undefined, undefined],
    ['cancelled', 'cancelled'],
    ['ask', 'failed'],
  ] as const) {
    const signIn = { isOffered: async () => true, ask: async () => why };
    const server = serverOf({} as Client, signIn, async () => {});
    expect(await server.signIn()).toBe(want);
    expect(await server.hasSignIn()).toBe(true);
  }
});
