import type { Draft, DraftAttachment, DraftRecipient } from '@sekisho/client';
import type { Item, ItemAttachment } from '../office/item';
import { endsOf, octetsOfBase64 } from './ends';
import { linksOf } from './links';

/** What a request carries at most, so that it stays under the server's 2 MiB of JSON. Characters, or octets where said. */
export const draftLimits = {
  recipients: 10_000,
  address: 998,
  subject: 4_096,
  body: 150_000,
  attachments: 1_000,
  links: 1_000,
  url: 2_048,
  fileName: 1_024,
  /** Octets of a file whose whole content is sent. */
  wholeFile: 256 * 1024,
  /** Characters of base64 of all files together. */
  content: 900_000,
  /** Octets of the whole request. */
  request: 1_900_000,
} as const;

/** What is known besides the item. */
export interface DraftContext {
  readonly intent: Draft['intent'];
  readonly language: 'ja' | 'en';
  readonly version: string;
  readonly client: string;
  readonly deadlineMs: number;
}

/** Makes the request for a check of an item. Pure. What had to be left out makes it `incomplete`, which is judged strictly. */
export function draftOf(item: Item, context: DraftContext): Draft {
  const files = item.attachments.filter((file) => !isCloudLink(file)).slice(0, draftLimits.attachments);
  const bare = shortened(bareDraft(item, files, context));
  const room = Math.min(draftLimits.content, draftLimits.request - octetsOf(bare));
  return { ...bare, attachments: attachmentsOf(files, room) };
}

/** The draft without contents of files. */
function bareDraft(item: Item, files: readonly ItemAttachment[], context: DraftContext): Draft {
  const links = linksOfItem(item);
  const cut =
    (links.links ?? []).length >= draftLimits.links ||
    item.recipients.length > draftLimits.recipients ||
    item.attachments.length > draftLimits.attachments ||
    item.body.length > draftLimits.body ||
    item.subject.length > draftLimits.subject;
  return {
    intent: context.intent,
    from: mailbox(item.from.address, item.from.name),
    ...(item.account === '' ? {} : { account: item.account }),
    recipients: [...item.recipients.slice(0, draftLimits.recipients).map(recipientOf), ...unseen(item, context)],
    ...(item.incomplete || cut ? { incomplete: true } : {}),
    subject: clip(item.subject, draftLimits.subject),
    body: clip(item.body, draftLimits.body),
    kind: item.kind === 'appointment' ? 'meeting' : 'mail',
    compose: item.compose,
    ...originalOf(item),
    ...links,
    attachments: files.map(bareAttachment),
    door: { name: 'outlook', version: context.version, client: clip(context.client, 200) },
    language: context.language,
    deadlineMs: context.deadlineMs,
  };
}

/** Each part has its limit; together they may still be more than the server reads: then links go first, then text. */
function shortened(draft: Draft): Draft {
  if (octetsOf(draft) <= draftLimits.request) {
    return draft;
  }
  const { links, ...without } = draft;
  const lean: Draft = { ...without, incomplete: true };
  return octetsOf(lean) <= draftLimits.request ? lean : { ...lean, body: clip(lean.body, 20_000) };
}

/** Octets of the JSON in UTF-8. */
function octetsOf(draft: Draft): number {
  const text = JSON.stringify(draft);
  let octets = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // a pair of surrogates is four octets: two for each of its units
    octets += unit < 0x80 ? 0 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return octets;
}

/** Whoever Outlook does not show stands as one recipient whom nobody knows: outside, and to be ticked. */
function unseen(item: Item, { language }: DraftContext): DraftRecipient[] {
  if (item.capped !== true) {
    return [];
  }
  const name = language === 'ja' ? '（Outlook が示さない宛先）' : '(recipients that Outlook does not show)';
  return [{ address: '', name, field: item.kind === 'appointment' ? 'required' : 'to', list: true }];
}

function recipientOf(recipient: Item['recipients'][number]): DraftRecipient {
  return {
    ...mailbox(recipient.address, recipient.name),
    field: recipient.field,
    ...(recipient.list === true ? { list: true } : {}),
  };
}

function originalOf(item: Item): Pick<Draft, 'original'> {
  const { original } = item;
  return original === undefined
    ? {}
    : { original: original.slice(0, draftLimits.recipients).map((address) => clip(address, draftLimits.address)) };
}

/** A file in the cloud goes as a link, and is judged as one. */
function linksOfItem(item: Item): Pick<Draft, 'links'> {
  const links = linksOf(item.html);
  const files = item.attachments.filter(isCloudLink).map(({ name, url }) => ({ text: clip(name, 1_024), url }));
  const all = [...files, ...links].slice(0, draftLimits.links);
  return all.length === 0 ? {} : { links: all };
}

function isCloudLink(file: ItemAttachment): file is ItemAttachment & { url: string } {
  return file.kind === 'cloud' && file.url !== undefined && file.url.length <= draftLimits.url;
}

/** A display name that only repeats the address says nothing. */
function mailbox(address: string, name: string): { address: string; name?: string } {
  const short = clip(address, draftLimits.address);
  return name === '' || name === address
    ? { address: short }
    : { address: short, name: clip(name, draftLimits.address) };
}

/** Small contents first, so that one large file does not take the room of ten. The order of the list stays. */
function attachmentsOf(files: readonly ItemAttachment[], room: number): DraftAttachment[] {
  const sent = files.map((file) => ({ file, content: contentOf(file) }));
  const chosen = new Map<ItemAttachment, Partial<DraftAttachment>>();
  let left = room;
  for (const { file, content } of [...sent].sort((a, b) => textLength(a.content) - textLength(b.content))) {
    const size = textLength(content);
    if (size > 0 && size <= left) {
      chosen.set(file, content);
      left -= size;
    }
  }
  return files.map((file) => ({ ...bareAttachment(file), ...chosen.get(file) }));
}

function bareAttachment(file: ItemAttachment): DraftAttachment {
  return {
    name: clip(file.name, draftLimits.fileName),
    size: file.size,
    ...(file.inline ? { inline: true } : {}),
    ...(file.kind === 'item' ? { item: true } : {}),
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
  };
}

/** What was read of a file: its ends, or all of it where that is small. */
function contentOf({ base64 = '', ends }: ItemAttachment): Partial<DraftAttachment> {
  if (ends !== undefined) {
    return ends;
  }
  if (base64 === '') {
    return {};
  }
  return base64.length <= Math.ceil(draftLimits.wholeFile / 3) * 4
    ? { size: octetsOfBase64(base64), content: base64 }
    : endsOf(base64);
}

function textLength(content: Partial<DraftAttachment>): number {
  return (content.content ?? '').length + (content.head ?? '').length + (content.tail ?? '').length;
}

/** Cuts without leaving half of a surrogate pair, which no JSON reader has to accept. */
function clip(text: string, most: number): string {
  const cut = text.slice(0, most);
  return cut.length < text.length && /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
