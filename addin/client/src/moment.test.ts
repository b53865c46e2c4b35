import { expect, test } from 'vitest';
import { momentText } from './moment';

test('a time is said as the clock shows it', () => {
  expect(momentText('2026-11-23T09:00:00+09:00', 'ja')).toBe('11月23日 09:00');
  expect(momentText('2026-11-23T09:00:00+09:00', 'en')).toBe('23 Nov 09:00');
  expect(momentText('2026-11-23', 'ja')).toBe('2026-11-23');
  expect(momentText('office', 'en')).toBe('office');
});
