import { expect, it } from 'vitest';
import type { Item, ItemAttachment } from '../office/item';
import { keyOf, seenFiles, withHashes, without } from './seen-files';

const hash = 'a'.repeat(64);

function file(name: string, size = 10): ItemAttachment {
  return { id: '1', name, size, kind: 'file', inline: false };
}

it('knows a file by kind, size and name', () => {
  const seen = { [keyOf(file('見積|1.pdf'))]: hash };
  const item = { attachments: [file('見積|1.pdf'), file('見積|1.pdf', 11), file('b')] } as unknown as Item;
  expect(withHashes(item, seen).attachments.map((one) => one.sha256)).toEqual([hash, undefined, undefined]);
});

it('forgets every file of a name', () => {
  const seen = { [keyOf(file('a|b', 1))]: hash, [keyOf(file('a|b', 2))]: hash, [keyOf(file('b'))]: hash };
  expect(without(seen, 'a|b')).toEqual({ [keyOf(file('b'))]: hash });
});

it('takes nothing that is no hash for one', () => {
  expect(seenFiles(JSON.stringify({ a: hash, b: 'x', c: 1 }))).toEqual({ a: hash });
  expect([seenFiles(''), seenFiles('[]'), seenFiles('{'), seenFiles('null')]).toEqual([{}, {}, {}, {}]);
});
