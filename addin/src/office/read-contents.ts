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

/** The item with the contents of its small files. What cannot be read in time stays without content. */
export async function withContents(calls: OfficeCalls, item: Item, budget: ContentBudget): Promise<Item> {
  const chosen = choose(item.attachments, budget);
  const attachments = await Promise.all(
    item.attachments.map((file) => (chosen.indexOf(file) < 0 ? file : withContent(calls, file, budget.milliseconds))),
  );
  return { ...item, attachments };
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

async function withContent(calls: OfficeCalls, file: ItemAttachment, milliseconds: number): Promise<ItemAttachment> {
  const item = currentItem();
  const result = await calls.call<Office.AttachmentContent>('getAttachmentContentAsync', milliseconds, (done) =>
    item.getAttachmentContentAsync(file.id, done),
  );
  return result.ok && String(result.value.format) === 'base64' ? { ...file, base64: result.value.content } : file;
}
