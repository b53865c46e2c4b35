/** Octets and characters that are worked on at once: whole groups of base64, and whole blocks of 64 octets. */
const piece = 65_536;
/** Pieces between two pauses, so that nothing else of the runtime waits long. */
const breath = 16;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The SHA-256 of what padded base64 without line ends stands for, in hex. It is our own because classic Outlook's runtime
 * promises no WebCrypto; it needs no copy of the whole.
 */
export async function sha256OfBase64(base64: string): Promise<string> {
  // FIPS 180-4, 5.3.3 and 4.2.2
  const primes = primesUpTo(312);
  const state = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const k = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const value = valuesOf(letters);
  let octets = 0;
  let at = 0;
  do {
    const part = decode(base64, at, value);
    octets += part.length;
    at += piece;
    blocks(state, k, at < base64.length ? part : padded(part, octets));
    if (at % (piece * breath) === 0) {
      await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
    }
  } while (at < base64.length);
  return Array.from(state, (word) => `0000000${(word >>> 0).toString(16)}`.slice(-8)).join('');
}

/** The primes; 64 of them are not above 311. */
function primesUpTo(limit: number): number[] {
  return Array.from({ length: limit }, (_, n) => n).filter((n) => n > 1 && isPrime(n));
}

function isPrime(n: number): boolean {
  let by = 2;
  while (n % by !== 0) {
    by += 1;
  }
  return by === n;
}

/**
 * The first 32 bits after the point. A double has 17 more of these roots, and none of the 72 words lies so near to the next
 * that a last digit which an engine rounds otherwise would change it.
 */
function fraction(root: number): number {
  return ((root % 1) * 0x100000000) | 0;
}

function valuesOf(alphabet: string): Uint8Array {
  const value = new Uint8Array(128);
  for (let index = 0; index < alphabet.length; index += 1) {
    value[alphabet.charCodeAt(index)] = index;
  }
  return value;
}

function decode(base64: string, from: number, value: Uint8Array): Uint8Array {
  const to = Math.min(from + piece, base64.length);
  const spare = to < base64.length ? 0 : /==$/.test(base64.slice(-2)) ? 2 : /=$/.test(base64.slice(-1)) ? 1 : 0;
  const octets = new Uint8Array(Math.floor(((to - from) * 3) / 4));
  for (let at = from, out = 0; at < to; at += 4, out += 3) {
    let group = 0;
    for (let index = 0; index < 4; index += 1) {
      group = (group << 6) | (value[base64.charCodeAt(at + index) & 127] as number);
    }
    octets[out] = group >> 16;
    octets[out + 1] = group >> 8;
    octets[out + 2] = group;
  }
  return octets.subarray(0, octets.length - spare);
}

/** The last octets with what ends a message: a bit, zeros, and the length in bits. */
function padded(octets: Uint8Array, length: number): Uint8Array {
  const end = new Uint8Array((((octets.length + 8) >> 6) + 1) << 6);
  end.set(octets);
  end[octets.length] = 0x80;
  const view = new DataView(end.buffer);
  view.setUint32(end.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(end.length - 4, length << 3);
  return end;
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** FIPS 180-4, 6.2.2. */
function blocks(state: Int32Array, k: Int32Array, octets: Uint8Array): void {
  const view = new DataView(octets.buffer, octets.byteOffset);
  const w = new Int32Array(64);
  for (let at = 0; at < octets.length; at += 64) {
    for (let t = 0; t < 64; t += 1) {
      const far = w[t - 15] as number;
      const near = w[t - 2] as number;
      w[t] =
        t < 16
          ? view.getInt32(at + t * 4)
          : (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)) +
            (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10)) +
            (w[t - 7] as number) +
            (w[t - 16] as number);
    }
    rounds(state, k, w);
  }
}

function rounds(state: Int32Array, k: Int32Array, w: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t += 1) {
    const one =
      h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (k[t] as number) + (w[t] as number);
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] as number) + word;
  });
}
