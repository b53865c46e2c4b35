const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** One step of CRC-32 (APPNOTE.TXT 4.4.7), as the ZIP cipher uses it too. */
export function crcStep(crc: number, octet: number): number {
  return ((table[(crc ^ octet) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
}

/** CRC-32 of octets. */
export function crc32(octets: Uint8Array): number {
  let crc = 0xffffffff;
  for (const octet of octets) crc = crcStep(crc, octet);
  return (crc ^ 0xffffffff) >>> 0;
}
