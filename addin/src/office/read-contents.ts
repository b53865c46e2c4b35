import type { UploadContent } from '@sekisho/client';
import type { OfficeCalls } from './async';
import { currentItem } from './context';
import type { Item, ItemAttachment } from './item';

/** How much content is read while a person waits for a mail to be sent. */
export interface ContentBudget {
  /** Octets of one file; larger files are not read. */
  readonly file: number;
  /** Octets of all files together, smallest first. */
  readonly total: number;
  readonly milliseconds: number;
}

/**
 * The item with the contents of the small files among `wanted`; the very item if none could be read in time. What is read
 * now goes instead of a hash, which the server does not know.
 */
export async function withContents(
  calls: OfficeCalls,
  item: Item,
  wanted: (file: ItemAttachment) => boolean,
  budget: ContentBudget,
): Promise<Item> {
  const chosen = choose(item.attachments.filter(wanted), budget);
  const attachments = await Promise.all(
    item.attachments.map((file) => (chosen.indexOf(file) < 0 ? file : withContent(calls, file, budget.milliseconds))),
  );
  return attachments.some((file, index) => file !== item.attachments[index]) ? { ...item, attachments } : item;
}

function choose(files: readonly ItemAttachment[], budget: ContentBudget): readonly ItemAttachment[] {
  let left = budget.total;
  return files
    .filter((file) => file.kind === 'file' && file.size <= budget.file)
    .sort((a, b) => a.size - b.size)
    .filter((file) => {
      left -= file.size;
      return left >= 0;
    });
}

/** The whole content of a file or of an attached item; undefined where Outlook has none that could be looked into. */
export function readContent(
  calls: OfficeCalls,
  file: ItemAttachment,
  milliseconds: number,
): Promise<UploadContent | undefined> {
  const item = currentItem();
  return calls
    .call<Office.AttachmentContent>('getAttachmentContentAsync', milliseconds, (done) =>
      item.getAttachmentContentAsync(file.id, done),
    )
    .then((result) => (result.ok ? uploadOf(result.value) : undefined));
}

function uploadOf({ format, content }: Office.AttachmentContent): UploadContent | undefined {
  switch (String(format)) {
    case 'base64':
      return { encoding: 'base64', content };
    case 'eml':
    case 'iCalendar':
      return { encoding: 'text', content };
    default:
      return undefined;
  }
}

function withContent(calls: OfficeCalls, file: ItemAttachment, milliseconds: number): Promise<ItemAttachment> {
  const { sha256, ...bare } = file;
  return readContent(calls, file, milliseconds).then((read) =>
    read?.encoding === 'base64' ? { ...bare, base64: read.content } : file,
  );
}
