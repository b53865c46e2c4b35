import { expect, test } from 'vitest';
import { encryptedZip, pdf } from './files';

test('the cross-reference table of the PDF points at its objects', () => {
  const text = new TextDecoder().decode(pdf('a.pdf', 'Quote (2026)').content);
  const entries = [...text.matchAll(/^(\d{10}) 00000 n /gm)].map((match) => Number(match[1]));
  expect(entries).toHaveLength(5);
  entries.forEach((at, index) => {
    expect(text.slice(at)).toMatch(new RegExp(`^${index + 1} 0 obj`));
  });
  expect(text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1]))).toMatch(/^xref/);
  expect(text).toContain('(Quote \\(2026\\)) Tj');
});

test('an encrypted ZIP hides what is in it', () => {
  const file = encryptedZip('a.zip', pdf('a.pdf', 'secret line'), 'pw');
  expect(new TextDecoder('latin1').decode(file.content)).not.toContain('secret line');
  expect([...file.content.slice(0, 4)]).toEqual([0x50, 0x4b, 0x03, 0x04]);
});
