import { placeholders } from '@sekisho/ui';
import { expect, test } from 'vitest';
import { sayCode } from './codes';
import codesEn from './codes.en.json';
import codesJa from './codes.ja.json';
import en from './en.json';
import ja from './ja.json';

function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => flat(part, path === '' ? key : `${path} ${key}`));
}

const books: [string, object, object][] = [
  ['sentences', ja, en],
  ['codes', codesJa, codesEn],
];

test.each(books)('the %s have the same keys in both languages', (_name, japanese, english) => {
  const keys = (book: object) => flat(book).map(([key]) => key);
  expect([...keys(japanese)].sort()).toEqual([...keys(english)].sort());
});

test.each(books)('the %s say something, with the same placeholders', (_name, japanese, english) => {
  const inEnglish = new Map(flat(english));
  for (const [key, text] of flat(japanese)) {
    const other = inEnglish.get(key) ?? '';
    expect(text.trim(), key).not.toBe('');
    expect(other.trim(), key).not.toBe('');
    expect(placeholders(other), key).toEqual(placeholders(text));
  }
});

test('no Japanese sentence is left in English, and none is English in the Japanese book', () => {
  const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
  const names = [
    'settings.ja',
    'settings.en',
    'security.implicit',
    'security.starttls',
    'programs.thunderbird',
    'programs.apple',
  ];
  for (const [key, text] of flat(ja)) expect(names.includes(key) || japanese.test(text), key).toBe(true);
  for (const [key, text] of flat(en)) expect(names.includes(key) || !japanese.test(text), key).toBe(true);
});

test('a code without a sentence says nothing, whatever objects are called', () => {
  expect(sayCode('ja', 'trouble', 'constructor')).toBeUndefined();
  expect(sayCode('en', 'problem', 'gone')?.title).toBe('This is no longer there');
});
