/** Octets and characters that are worked on at once: whole groups of base64, and whole blocks of 64 octets. */
const piece = 65_536;
/** Pieces between two pauses, so that nothing else of the runtime waits long. */
const breath = 16;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// FIPS 180-4, 4.2.2 and 5.3.3, each word as 8 hex digits.
const roundWords =
  '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe' +
  '9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7' +
  'c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664b' +
  'c24b8b70c76c51a3d192e819d6990624f40e3585106aa07019a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3' +
  '748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2';
const firstWords = '6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19';

/**
 * The SHA-256 of what padded base64 without line ends stands for, in hex. It is our own because classic Outlook's runtime
 * promises no WebCrypto; it needs no copy of the whole.
 */
export async function sha256OfBase64(base64: string): Promise<string> {
  const state = wordsOf(firstWords);
  const k = wordsOf(roundWords);
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

function wordsOf(hex: string): Int32Array {
  return Int32Array.from({ length: hex.length / 8 }, (_, index) =>
    Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16),
  );
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
