import type { Ends } from '../office/item';

/**
 * Octets of the beginning and of the end that are sent of a file; a multiple of 3, so that base64 can be cut, and as much as the
 * longest end of a ZIP, behind whatever else.
 */
const part = 65_559;
const cut = (part / 3) * 4;

/** How many octets padded base64 stands for. */
export function octetsOfBase64(base64: string): number {
  return (base64.length / 4) * 3 - (/==$/.test(base64) ? 2 : /=$/.test(base64) ? 1 : 0);
}

/** Head and tail of a file. Of a file that is short they meet, and none of it is in both. */
export function endsOf(base64: string): Ends {
  const tailAt = Math.max(cut, base64.length - cut);
  // Outlook's size is what a mailbox stores; the server compares with what it gets
  return { size: octetsOfBase64(base64), head: base64.slice(0, cut), tail: base64.slice(tailAt) };
}
