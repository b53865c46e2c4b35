import { expect, test } from 'vitest';
import { example, exampleIds } from './examples';

test.each(exampleIds)('%s is a whole mail in both languages, with the same recipients', (id) => {
  const [ja, en] = [example(id, 'ja'), example(id, 'en')];
  expect(ja.subject).not.toBe('');
  expect(en.body).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  expect(ja.to.map((r) => r.address)).toEqual(en.to.map((r) => r.address));
  expect(ja.files.map((f) => f.type)).toEqual(en.files.map((f) => f.type));
});

test('ten outsiders are ten', () => {
  expect(new Set(example('tenExternals', 'ja').to.map((r) => r.address)).size).toBe(10);
});

test('the private mailbox gets a ZIP that is encrypted in one example and a plain file in the other', () => {
  expect(example('encryptedPrivate', 'ja').files[0]?.type).toBe('application/zip');
  expect(example('plainPrivate', 'ja').files[0]?.type).toBe('application/pdf');
});
