import { crc32, crcStep } from './crc32';

/** A file to put into a ZIP. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

// General purpose bits (APPNOTE.TXT 4.4.4): encrypted; names are UTF-8.
const encryptedBit = 0x0001;
const utf8Bit = 0x0800;
// 2026-11-24 10:00 in MS-DOS form.
const dosTime = 0x5000;
const dosDate = 0x5d78;

/** Makes a ZIP of stored files; with a password each is encrypted by the traditional cipher (APPNOTE.TXT 6.1). */
export function zip(entries: readonly ZipEntry[], password?: string): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name);
    const crc = crc32(entry.content);
    const data = password === undefined ? entry.content : encrypt(entry.content, crc, password);
    const flags = utf8Bit | (password === undefined ? 0 : encryptedBit);
    const common = [2, 20, 2, flags, 2, 0, 2, dosTime, 2, dosDate, 4, crc, 4, data.length, 4, entry.content.length];
    const local = join([fields([4, 0x04034b50, ...common, 2, name.length, 2, 0]), name, data]);
    centrals.push(
      join([fields([4, 0x02014b50, 2, 20, ...common, 2, name.length, 2, 0, 2, 0, 2, 0, 2, 0, 4, 0, 4, offset]), name]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = join(centrals);
  const count = entries.length;
  const end = fields([4, 0x06054b50, 2, 0, 2, 0, 2, count, 2, count, 4, directory.length, 4, offset, 2, 0]);
  return join([...locals, directory, end]);
}

function encrypt(content: Uint8Array, crc: number, password: string): Uint8Array {
  const keys = new Keys(password);
  const header = crypto.getRandomValues(new Uint8Array(12));
  // The last octet of the header lets a reader refuse a wrong password (APPNOTE.TXT 6.1.6).
  header[11] = crc >>> 24;
  return join([header, content]).map((octet) => keys.encrypt(octet));
}

/** The three keys of the traditional cipher. */
class Keys {
  private key0 = 0x12345678;
  private key1 = 0x23456789;
  private key2 = 0x34567890;

  constructor(password: string) {
    for (const octet of new TextEncoder().encode(password)) this.update(octet);
  }

  encrypt(octet: number): number {
    const word = (this.key2 | 2) & 0xffff;
    const cipher = octet ^ ((Math.imul(word, word ^ 1) >>> 8) & 0xff);
    this.update(octet);
    return cipher;
  }

  private update(octet: number): void {
    this.key0 = crcStep(this.key0, octet);
    this.key1 = (Math.imul((this.key1 + (this.key0 & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    this.key2 = crcStep(this.key2, this.key1 >>> 24);
  }
}

// Pairs of width and value, little endian.
function fields(pairs: readonly number[]): Uint8Array {
  const octets: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    for (let shift = 0; shift < (pairs[i] ?? 0); shift++) octets.push(((pairs[i + 1] ?? 0) >>> (8 * shift)) & 0xff);
  }
  return Uint8Array.from(octets);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
