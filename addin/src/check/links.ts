import type { Draft } from '@sekisho/client';

type Link = NonNullable<Draft['links']>[number];

/** Links of one draft, and characters of a link's address and of its words. */
const limits = { links: 1_000, url: 2_048, text: 2_048, tag: 8_192 } as const;

/** The links of an HTML body with the words they stand under. Linear in the body; what is not closed ends at the next link. */
export function linksOf(html: string): Link[] {
  const links: Link[] = [];
  const opening = /<a[\s/]/gi;
  let hit = opening.exec(html);
  while (hit !== null && links.length < limits.links) {
    const end = html.indexOf('>', hit.index);
    if (end < 0) {
      break;
    }
    const url = addressOf(html.slice(hit.index, Math.min(end + 1, hit.index + limits.tag)));
    opening.lastIndex = end + 1;
    const next = opening.exec(html);
    if (url !== '' && url.length <= limits.url) {
      links.push({ url, text: wordsOf(html.slice(end + 1, next === null ? undefined : next.index)) });
    }
    hit = next;
  }
  return links;
}

function addressOf(tag: string): string {
  const match = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag);
  return match === null ? '' : decode(match[1] ?? match[2] ?? match[3] ?? '').trim();
}

function wordsOf(inside: string): string {
  const end = inside.search(/<\/a[\s>]/i);
  const words = (end < 0 ? inside : inside.slice(0, end)).slice(0, 4 * limits.text);
  return decode(words.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, limits.text);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) {
      return named[String(name).toLowerCase()] ?? whole;
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
