import { fill } from './words';

/** Characters that an alert shows, and characters of its button (addin/QUIRKS.md, "An alert is short"). */
export const alertLimit = 500;
export const labelLimit = 20;

/** Characters of one line, and of one address or file name in it. */
const lineLimit = 160;
const targetLimit = 48;

/** How the parts of an alert are set. */
export interface Layout {
  readonly head: (text: string) => string;
  readonly line: (text: string) => string;
  readonly tail: (text: string) => string;
}

export const plain: Layout = {
  head: (text) => `${text}\n`,
  line: (text) => `・${text}\n`,
  tail: (text) => text,
};

/** The few signs of markdown that alerts know; a list item ends with a carriage return, a paragraph with an empty line. */
export const markdown: Layout = {
  head: (text) => `**${escapeMarkdown(text)}**\n\n`,
  line: (text) => `- ${escapeMarkdown(text)}\r`,
  tail: (text) => `\n\n${escapeMarkdown(text)}`,
};

function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_[\]]/g, '\\$&');
}

/**
 * Sets head, as many lines as fit, and tail into one alert. Lines come riskiest first; what does not fit is counted in
 * `more`, with the `left` that were left out before. The head and the tail are always whole, for they say what to do.
 */
export function fit(
  layout: Layout,
  head: string,
  lines: readonly string[],
  tail: string,
  more: (count: number) => string,
  left = 0,
): string {
  const all = lines.map((line) => layout.line(clip(line, lineLimit)));
  const frame = layout.head(head).length + layout.tail(tail).length;
  let kept = all.length;
  while (kept > 0 && frame + lengthOf(all, kept) + restLength(layout, all.length - kept + left, more) > alertLimit) {
    kept -= 1;
  }
  const rest = all.length - kept + left;
  const shown = rest === 0 ? all : [...all.slice(0, kept), layout.line(more(rest))];
  return layout.head(head) + shown.join('') + layout.tail(tail);
}

function lengthOf(lines: readonly string[], kept: number): number {
  return lines.slice(0, kept).reduce((sum, line) => sum + line.length, 0);
}

function restLength(layout: Layout, rest: number, more: (count: number) => string): number {
  return rest === 0 ? 0 : layout.line(more(rest)).length;
}

/** Up to three targets and how many more there are. The end of an address is kept: it says where the mail goes. */
export function targets(all: readonly string[], separator: string, moreTargets: string, left = 0): string {
  const shown = all
    .slice(0, 3)
    .map((target) => (target.length > targetLimit ? `…${target.slice(1 - targetLimit)}` : target));
  const rest = all.length - shown.length + left;
  return rest === 0
    ? shown.join(separator)
    : `${shown.join(separator)} ${fill(moreTargets, { count: rest }, separator)}`;
}

/** Controls are blanks, and marks that turn the direction are nothing: a file name must not look like another one. */
function shownAs(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
    return ' ';
  }
  const turns =
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069);
  return turns ? '' : sign;
}

/** One line of text, without what is not shown or turns it round. */
function clip(text: string, most: number): string {
  const line = Array.from(text, shownAs).join('').replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
