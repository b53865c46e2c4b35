import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256OfBase64 } from './sha256';

/** Octets that repeat nowhere near. */
function octets(length: number): Buffer {
  const data = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) data[index] = (index * 31 + (index >> 8) * 7) & 255;
  return data;
}

describe('SHA-256 of base64', () => {
  it('is that of FIPS 180-4: the empty message and "abc"', async () => {
    expect(await sha256OfBase64('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(await sha256OfBase64('YWJj')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it.each([1, 2, 54, 55, 56, 57, 63, 64, 65, 119, 120, 49_151, 49_152, 49_153, 98_304, 900_001])(
    'agrees with Node for %i octets',
    async (length) => {
      const data = octets(length);
      expect(await sha256OfBase64(data.toString('base64'))).toBe(createHash('sha256').update(data).digest('hex'));
    },
  );
});

it('has no constant that a last digit of a root could change', () => {
  const primes = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && !/^(11+)\1+$/.test('1'.repeat(n)));
  expect(primes).toHaveLength(64);
  const roots = [...primes.map(Math.cbrt), ...primes.slice(0, 8).map(Math.sqrt)];
  for (const root of roots) {
    const bits = (root % 1) * 2 ** 32;
    expect(Math.abs(bits - Math.round(bits)), `${root}`).toBeGreaterThan(2 ** -13);
  }
});
