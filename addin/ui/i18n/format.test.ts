import { expect, test } from 'vitest';
import { fileTypeKey } from './file-type';
import { durationMs, formatDuration, formatSize, formatTime } from './format';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 KB'],
  [1_240_000, '1.2 MB'],
  [999_600, '1 MB'],
  [12_340_000, '12 MB'],
  [2_500_000_000, '2.5 GB'],
])('%i octets', (octets, want) => {
  expect(formatSize(octets, 'ja')).toBe(want);
});

test.each([
  ['5s', 5_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
  ['0s', 0],
  ['', 0],
  ['soon', 0],
])('duration %s', (text, want) => {
  expect(durationMs(text)).toBe(want);
});

test('a duration in words', () => {
  expect(formatDuration('1h30m0s', 'ja')).toBe('1時間30分');
  expect(formatDuration('1h30m', 'en')).toBe('1 hour 30 minutes');
});

test('a time that cannot be read is shown as it is', () => {
  expect(formatTime('next monday', 'en')).toBe('next monday');
  expect(formatTime('2026-11-24T09:00:00+09:00', 'en')).toContain('2026');
});

test.each([
  ['application/pdf', 'type.pdf'],
  ['application/zip', 'type.zip'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'type.excel'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'type.word'],
  ['application/x-7z-compressed', 'type.archive'],
  ['application/vnd.microsoft.portable-executable', 'type.executable'],
  ['text/plain; charset=utf-8', 'type.text'],
  ['message/rfc822', 'type.mail'],
  ['image/png', 'type.image'],
  ['application/octet-stream', 'type.unknown'],
  ['', 'type.unknown'],
])('type %s', (mime, want) => {
  expect(fileTypeKey(mime)).toBe(want);
});
