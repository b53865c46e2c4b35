import { placeholders } from '@sekisho/ui';
import { expect, test } from 'vitest';
import en from './en.json';
import ja from './ja.json';

const inEnglish: Record<string, string> = en;

test('both languages have the same keys', () => {
  expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
});

test.each(Object.entries(ja))('%s has the same placeholders in both languages', (key, text) => {
  expect(placeholders(inEnglish[key] ?? '')).toEqual(placeholders(text));
  expect(text.trim()).not.toBe('');
});
