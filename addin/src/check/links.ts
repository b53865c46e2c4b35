import type { Draft } from '@sekisho/client';

type Link = NonNullable<Draft['links']>[number];

/** Links of one draft, and characters of a link's address and of its words. */
const limits = { links: 1_000, url: 2_048, text: 2_048 } as const;

/** Elements that lead somewhere; those with a colon are Word's drawings (VML). */
const openings = /<(a|area|base|button|form|input|[a-z]\w*:[a-z]\w*)(?=[\s/])/gi;

/**
 * The links of an HTML body with the words they stand under, also those in comments that only Outlook reads. Linear in the body;
 * what is not closed ends at the next link. An address that is too long is cut: its beginning says where it leads.
 */
export function linksOf(html: string): Link[] {
  const links: Link[] = [];
  let base = '';
  const opening = new RegExp(openings.source, openings.flags);
  for (let hit = opening.exec(html); hit !== null && links.length < limits.links; hit = opening.exec(html)) {
    const end = tagEnd(html, opening.lastIndex);
    if (end < 0) {
      break;
    }
    const name = String(hit[1]).toLowerCase();
    const attributes = attributesOf(html.slice(opening.lastIndex, end));
    opening.lastIndex = end + 1;
    const url = addressOf(name, attributes);
    if (name === 'base') {
      base = base === '' ? url : base;
    } else if (url !== '') {
      links.push({ url, text: name === 'a' ? wordsOf(html.substr(end + 1, 4 * limits.text)) : '' });
    }
  }
  return links.map(({ url, text }) => ({ url: absolute(url, base).slice(0, limits.url), text }));
}

/** Where a tag ends: at the first ">" that is not in the quoted value of an attribute. */
function tagEnd(html: string, from: number): number {
  const next = /=\s*(?:"[^"]*"|'[^']*')|>/g;
  next.lastIndex = from;
  for (let hit = next.exec(html); hit !== null; hit = next.exec(html)) {
    if (hit[0] === '>') {
      return hit.index;
    }
  }
  return -1;
}

type Attributes = Readonly<Record<string, string | undefined>>;

/** The attributes of a tag by name in small letters; of two of one name the first counts. */
function attributesOf(inside: string): Attributes {
  const found: Record<string, string> = Object.create(null);
  const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/g;
  for (let hit = attribute.exec(inside); hit !== null; hit = attribute.exec(inside)) {
    const name = String(hit[1]).toLowerCase();
    if (found[name] === undefined) {
      found[name] = decode(hit[2] ?? hit[3] ?? hit[4] ?? '').trim();
    }
  }
  return found;
}

function addressOf(name: string, attributes: Attributes): string {
  switch (name) {
    case 'form':
      return attributes.action ?? '';
    case 'button':
    case 'input':
      return attributes.formaction ?? '';
    default:
      return attributes.href ?? attributes['xlink:href'] ?? '';
  }
}

/** An address relative to the document's base, put together as far as it says where it leads. */
function absolute(url: string, base: string): string {
  const plain = url.replace(/[\t\r\n]/g, '').replace(/\\/g, '/');
  const origin = /^([a-z][a-z0-9+.-]*:)\/*[^/?#]+/i.exec(base.replace(/[\t\r\n]/g, '').replace(/\\/g, '/'));
  if (origin === null || /^[a-z][a-z0-9+.-]*:/i.test(plain)) {
    return url;
  }
  if (plain.slice(0, 2) === '//') {
    return `${origin[1]}${plain}`;
  }
  const folder = /^[^?#]*\//.exec(origin.input.slice(origin[0].length));
  return origin[0] + (plain.charAt(0) === '/' ? plain : `${folder === null ? '/' : folder[0]}${plain}`);
}

function wordsOf(inside: string): string {
  const end = inside.search(/<\/?a[\s>/]/i);
  const words = end < 0 ? inside : inside.slice(0, end);
  return decode(words.replace(/<[^<>]*>/g, ' '))
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
