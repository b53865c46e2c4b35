import { describe, expect, test } from 'vitest';
import catalogueEn from '../../../server/catalogue/en.json';
import catalogueJa from '../../../server/catalogue/ja.json';
import en from './en.json';
import { findingText } from './finding-text';
import ja from './ja.json';
import { fill, languageOf, placeholders, uiTranslator } from './text';

describe('fill', () => {
  const cases: [string, Record<string, string | number>, string][] = [
    ['{a}と{b}', { a: 1, b: '二' }, '1と二'],
    ['{count} {count|file|files}', { count: 1 }, '1 file'],
    ['{count} {count|file|files}', { count: 2 }, '2 files'],
    ['{count} {count|file|files}', { count: 0 }, '0 files'],
    ['({a})', {}, '()'],
    ['no words', { a: 1 }, 'no words'],
    ['{a}', { a: '{b}', b: 'x' }, '{b}'],
  ];
  test.each(cases)('%s', (template, args, want) => {
    expect(fill(template, args)).toBe(want);
  });
});

test('a language tag means Japanese only if it says so', () => {
  expect(['ja', 'ja-JP', 'JA', 'en-US', 'jam', '', undefined].map(languageOf)).toEqual([
    'ja',
    'ja',
    'ja',
    'en',
    'en',
    'en',
    'en',
  ]);
});

function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => flat(part, path === '' ? key : `${path} ${key}`));
}

describe.each([
  ['screens', ja, en],
  ['finding codes', catalogueJa, catalogueEn],
])('%s', (_name, japanese, english) => {
  const inJapanese = flat(japanese);
  const inEnglish = new Map(flat(english));

  test('have the same keys in both languages', () => {
    expect(inJapanese.map(([key]) => key).sort()).toEqual([...inEnglish.keys()].sort());
  });

  test.each(inJapanese)('%s has the same placeholders and says something', (key, text) => {
    expect(placeholders(inEnglish.get(key) ?? '')).toEqual(placeholders(text));
    expect(text.trim()).not.toBe('');
    expect(inEnglish.get(key)?.trim()).not.toBe('');
  });
});

describe('findingText', () => {
  test('fills arguments, lists in the language’s way and drops empty brackets', () => {
    const mixed = { code: 'recipient.mixed-companies', args: { companies: ['甲社', '乙社'] } };
    expect(findingText('ja', mixed).title).toContain('甲社、乙社');
    expect(findingText('en', mixed).title).toContain('甲社, 乙社');
    expect(findingText('ja', { code: 'recipient.invalid', args: {} }).title).toBe('宛先の書き方が正しくありません');
    expect(findingText('en', { code: 'recipient.invalid', args: {} }).title).toBe('Not a valid address');
  });

  test('shows an unknown code rather than nothing', () => {
    expect(findingText('ja', { code: 'new.code', args: {} }).title).toContain('new.code');
  });

  test('names values of fixed sets, whichever way the list is written', () => {
    const say = (list: string) => findingText('ja', { code: 'recipient.private-address', args: { list } }).title;
    expect(say('@builtin/freemail')).toContain('フリーメール');
    expect(say('freemail')).toContain('フリーメール');
    expect(say('社長の知人')).toContain('社長の知人');
    expect(say('constructor')).toContain('constructor');
  });

  test('speaks of a list only where there is one', () => {
    const say = (list: string) => findingText('ja', { code: 'recipient.listed', args: { list } }).title;
    expect(say('rivals')).toBe('リスト「rivals」にある宛先です');
    expect(say('@builtin/freemail')).toBe('リスト「フリーメール」にある宛先です');
    expect(say('aoba.example')).toBe('ルールで指定された宛先です（aoba.example）');
    expect(say('sales?@*')).toBe('ルールで指定された宛先です（sales?@*）');
  });

  test('writes octets as a size', () => {
    const sized = { code: 'attachment.to-external', args: { count: 2, size: 1_500_000 } };
    expect(findingText('ja', sized).title).toContain('1.5 MB');
  });
});

test('the translator of each language speaks it', () => {
  expect(uiTranslator('ja')('send.send')).toBe('送信する');
  expect(uiTranslator('en')('send.send')).toBe('Send');
});
