// @vitest-environment node
import { expect, test } from 'vitest';
import { crc32 } from './crc32';
import { zip } from './zip';

const content = new TextEncoder().encode('見積金額 1,200,000 円\n');

interface Opened {
  readonly name: string;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly data: Uint8Array;
}

// Reads the first file by way of the end record and the central directory, as readers do (APPNOTE.TXT 4.3).
function open(archive: Uint8Array): Opened {
  const view = new DataView(archive.buffer, archive.byteOffset);
  const end = archive.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const central = view.getUint32(end + 16, true);
  expect(view.getUint32(central, true)).toBe(0x02014b50);
  const local = view.getUint32(central + 42, true);
  expect(view.getUint32(local, true)).toBe(0x04034b50);
  const nameLength = view.getUint16(local + 26, true);
  const start = local + 30 + nameLength + view.getUint16(local + 28, true);
  return {
    name: new TextDecoder().decode(archive.slice(local + 30, local + 30 + nameLength)),
    encrypted: (view.getUint16(central + 8, true) & 1) === 1,
    crc: view.getUint32(central + 16, true),
    data: archive.slice(start, start + view.getUint32(central + 20, true)),
  };
}

// The cipher of APPNOTE.TXT 6.1 read literally, in whole numbers of any size and CRC bit by bit.
function decrypt(data: Uint8Array, password: string): Uint8Array {
  const mask = 0xffffffffn;
  const step = (crc: bigint, octet: bigint) => {
    let value = crc ^ octet;
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ 0xedb88320n : value >> 1n;
    return value;
  };
  let [key0, key1, key2] = [0x12345678n, 0x23456789n, 0x34567890n];
  const update = (octet: number) => {
    key0 = step(key0, BigInt(octet));
    key1 = ((key1 + (key0 & 0xffn)) * 134775813n + 1n) & mask;
    key2 = step(key2, key1 >> 24n);
  };
  for (const octet of new TextEncoder().encode(password)) update(octet);
  return data.map((octet) => {
    const word = (key2 | 2n) & 0xffffn;
    const plain = octet ^ Number(((word * (word ^ 1n)) >> 8n) & 0xffn);
    update(plain);
    return plain;
  });
}

test('CRC-32 of the standard check text', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('an encrypted ZIP opens with its password and no other', () => {
  const file = open(zip([{ name: '見積.txt', content }], 'himitsu'));
  expect(file).toMatchObject({ name: '見積.txt', encrypted: true, crc: crc32(content) });
  const plain = decrypt(file.data, 'himitsu');
  expect(plain[11]).toBe(file.crc >>> 24);
  expect(plain.slice(12)).toEqual(content);
  expect(decrypt(file.data, 'wrong').slice(12)).not.toEqual(content);
});

test('without a password it is an ordinary ZIP', () => {
  expect(open(zip([{ name: 'a.txt', content }]))).toMatchObject({ name: 'a.txt', encrypted: false, data: content });
});
