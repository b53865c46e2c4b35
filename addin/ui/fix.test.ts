import { expect, test } from 'vitest';
import { fixFor } from './fix';
import { recipient, verdict } from './fixtures/verdicts';
import type { Finding } from './verdict';

function finding(code: string, parts: Partial<Finding> = {}): Finding {
  return { code, severity: 'warning', rules: [], recipients: [], attachments: [], args: {}, ...parts };
}

const three = verdict({
  recipients: [
    recipient('a@x.example', { field: 'to' }),
    recipient('b@y.example', { field: 'cc' }),
    recipient('c@own.example', { field: 'to', internal: true }),
  ],
});

test('takes out whom a finding is about', () => {
  expect(fixFor(finding('recipient.look-alike', { recipients: ['a@x.example'] }), three)).toEqual({
    kind: 'remove',
    recipients: ['a@x.example'],
  });
});

test('never empties a mail in which one person stands twice', () => {
  const twice = verdict({
    recipients: [recipient('a@x.example', { field: 'to' }), recipient('A@x.example', { field: 'cc' })],
  });
  expect(fixFor(finding('recipient.typo', { recipients: ['a@x.example'] }), twice)).toBeUndefined();
});

test('moves outsiders to Bcc where too many see each other', () => {
  expect(fixFor(finding('recipient.many-domains', { recipients: ['a@x.example'] }), three)).toEqual({
    kind: 'move-to-bcc',
    recipients: ['a@x.example', 'b@y.example'],
  });
});

test('takes out the file', () => {
  expect(fixFor(finding('attachment.macro', { attachments: ['a.xlsm'] }), three)).toEqual({
    kind: 'remove-file',
    attachments: ['a.xlsm'],
  });
});

test.each([
  ['information', finding('recipient.external', { severity: 'info', recipients: ['a@x.example'] })],
  ['everybody', finding('recipient.typo', { recipients: ['a@x.example', 'b@y.example', 'c@own.example'] })],
  ['a crowd', finding('recipient.typo', { recipients: Array.from({ length: 11 }, (_, n) => `p${n}@x.example`) })],
  ['somebody without an address', finding('recipient.unexpanded-list', { recipients: [''] })],
  ['a group without one', finding('recipient.unexpanded-list', { recipients: ['営業部'] })],
  ['words', finding('content.word', { recipients: ['a@x.example'] })],
])('offers nothing about %s', (_, about) => {
  expect(fixFor(about, three)).toBeUndefined();
});
