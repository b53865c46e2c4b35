import { asObject, isText, parseJson } from '@sekisho/client';
import type { Item, ItemAttachment } from '../office/item';

/** Files of the item that the server has looked into: their hashes by `keyOf`. */
export type SeenFiles = Readonly<Record<string, string>>;

/** Reads what was kept; anything else is nothing. */
export function seenFiles(text: string): SeenFiles {
  const kept = asObject(parseJson(text));
  const seen: Record<string, string> = {};
  for (const key of Object.keys(kept ?? {})) {
    const hash = kept?.[key];
    if (isText(hash) && /^[0-9a-f]{64}$/.test(hash)) {
      seen[key] = hash;
    }
  }
  return seen;
}

/** The item with the hashes of the files that are known. */
export function withHashes(item: Item, seen: SeenFiles): Item {
  const attachments = item.attachments.map((file) => {
    const sha256 = seen[keyOf(file)];
    return sha256 === undefined ? file : { ...file, sha256 };
  });
  return { ...item, attachments };
}

/** Without the files of a name: one of them came or went, and another one may have its place and size. */
export function without(seen: SeenFiles, name: string): SeenFiles {
  const left: Record<string, string> = {};
  for (const key of Object.keys(seen)) {
    if (key.slice(key.indexOf('|') + 1) !== name) {
      left[key] = seen[key] as string;
    }
  }
  return left;
}

/** What tells the files of one item apart; Outlook's own ids are positions on some clients. */
export function keyOf(file: ItemAttachment): string {
  return `${file.kind}:${file.size}|${file.name}`;
}
