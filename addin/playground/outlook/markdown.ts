/** A piece of text in one style. */
export type Inline =
  | { readonly kind: 'text' | 'bold' | 'italic'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** A paragraph or a list of a Smart Alert's message. */
export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'bullets' | 'numbers'; readonly lines: readonly (readonly Inline[])[] };

const bullet = /^\s*[-*]\s+/;
const number = /^\s*\d+\.\s+/;
const inline = /\\(.)|\*\*(.+?)\*\*|\*(.+?)\*|_(.+?)_|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)/g;

/** Reads the little Markdown that Smart Alerts show: bold, italic, lists, HTTPS links, escapes (platform facts 1.3). */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const kind = bullet.test(line) ? 'bullets' : number.test(line) ? 'numbers' : 'paragraph';
    const content = readInline(line.replace(kind === 'bullets' ? bullet : kind === 'numbers' ? number : '', ''));
    if (content.length === 0) {
      blocks.push({ kind: 'paragraph', lines: [] });
      continue;
    }
    const last = blocks.at(-1);
    if (last && last.kind === kind && last.lines.length > 0) {
      blocks[blocks.length - 1] = { kind, lines: [...last.lines, content] };
    } else {
      blocks.push({ kind, lines: [content] });
    }
  }
  return blocks.filter((block) => block.lines.length > 0);
}

function readInline(line: string): Inline[] {
  const parts: Inline[] = [];
  const push = (part: Inline) => {
    const last = parts.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') {
      parts[parts.length - 1] = { kind: 'text', text: last.text + part.text };
    } else if (part.text !== '') parts.push(part);
  };
  let end = 0;
  for (const match of line.matchAll(inline)) {
    const [all, escaped, bold, italic, underscored, label, url] = match;
    push({ kind: 'text', text: line.slice(end, match.index) });
    end = match.index + all.length;
    if (escaped !== undefined) push({ kind: 'text', text: escaped });
    else if (bold !== undefined) push({ kind: 'bold', text: bold });
    else if (label !== undefined && url !== undefined) push({ kind: 'link', text: label, url });
    else push({ kind: 'italic', text: italic ?? underscored ?? '' });
  }
  push({ kind: 'text', text: line.slice(end) });
  return parts;
}
