import { expect, test } from 'vitest';
import type { OwnWait } from './ports';
import { choiceOf, choicesOf } from './waits';

const cases: [string, OwnWait, string[]][] = [
  ['from the policy’s to the longest', { shortest: '1m', longest: '2h' }, ['=1m', '5m', '15m', '30m', '1h', '2h']],
  ['short bounds', { shortest: '10s', longest: '45s' }, ['=10s', '30s', '45s']],
  ['bounds that are steps', { shortest: '5m', longest: '30m' }, ['=5m', '15m', '30m']],
  ['what an administrator chose', { shortest: '1m', longest: '30m', chosen: '7m' }, ['=1m', '5m', '7m', '15m', '30m']],
  ['the policy’s own, chosen', { shortest: '1m', longest: '5m', chosen: '1m' }, ['=1m', '5m']],
  ['in days', { shortest: '8h', longest: '30d', chosen: '3d' }, ['=8h', '1d', '3d', '7d', '14d', '30d']],
];
test.each(cases)('choices: %s', (_name, wait, want) => {
  expect(choicesOf(wait).map((one) => (one.value === '' ? `=${one.wait}` : one.value))).toEqual(want);
});

test('what is in force is one of the choices', () => {
  for (const chosen of ['1m', '5m', '7m', '30m']) {
    const wait = { shortest: '1m', longest: '30m', chosen };
    expect(choicesOf(wait).map((one) => one.value)).toContain(choiceOf(wait));
  }
  expect(choiceOf({ shortest: '1m', longest: '30m' })).toBe('');
  expect(choiceOf({ shortest: '1m', longest: '30m', chosen: '1m' })).toBe('');
});
