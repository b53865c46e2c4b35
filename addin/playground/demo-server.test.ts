import { afterEach, expect, test, vi } from 'vitest';
import { demoServer, sendBody } from './demo-server';
import { newDraft } from './office';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  const fetch = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

test('a draft is written with names, header fields and contents; what stays in the cloud does not travel', () => {
  const file = { name: 'a.pdf', size: 3, content: 'AQID', type: 'application/pdf' };
  const draft = newDraft('a@own.example', {
    from: { address: 'a@own.example', name: '佐藤' },
    to: [{ address: 'b@other.example' }],
    bcc: [{ address: 'c@other.example', name: '田中' }],
    subject: '件名',
    body: { text: '本文', html: '<p>本文</p>' },
    headers: { 'X-Sekisho-Pass': 'abc' },
    attachments: [file, { name: 'cloud', size: 0, kind: 'cloud' }],
  });
  expect(sendBody(draft)).toEqual({
    from: { address: 'a@own.example', name: '佐藤' },
    to: [{ address: 'b@other.example', name: '' }],
    cc: [],
    bcc: [{ address: 'c@other.example', name: '田中' }],
    subject: '件名',
    body: '本文',
    headers: { 'X-Sekisho-Pass': 'abc' },
    attachments: [{ name: 'a.pdf', type: 'application/pdf', inline: false, content: 'AQID' }],
  });
});

test('a refusal of the gate is an answer, not an error', async () => {
  answer(200, { accepted: false, replies: ['550 5.7.1 no'] });
  expect(await demoServer.send(newDraft('a@own.example'))).toEqual({ accepted: false, replies: ['550 5.7.1 no'] });
});

test.each([
  [403, { message: 'The demo answers this machine only.' }, '403 The demo answers this machine only.'],
  [503, { title: 'Busy', detail: 'The store is busy.' }, '503 The store is busy.'],
  [500, null, '500 '],
])('%i says what went wrong', async (status, body, message) => {
  answer(status, body);
  await expect(demoServer.config()).rejects.toThrow(message);
});

test('an id of the sink cannot leave its path', async () => {
  const fetch = answer(200, '');
  await demoServer.raw('../config');
  expect(fetch).toHaveBeenCalledWith('/demo/sink/..%2Fconfig', undefined);
});
