import { expect, test } from 'vitest';
import { base64, composedFile } from './read-files';

test.each([0, 1, 2, 3, 0x8000, 0x8001, 100_000])('base64 of %i octets', (length) => {
  const octets = Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff);
  expect(base64(octets)).toBe(Buffer.from(octets).toString('base64'));
});

test('an attachment keeps name, type and size', () => {
  const file = composedFile({ name: '図面.pdf', type: 'application/pdf', content: Uint8Array.of(1, 2, 3) });
  expect(file).toEqual({ name: '図面.pdf', type: 'application/pdf', size: 3, kind: 'file', content: 'AQID' });
});
