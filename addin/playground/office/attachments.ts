import { type ApiCalls, ApiError } from './api-calls';
import type { DraftAttachment } from './draft';
import type { World } from './world';

/** The longest attachment name. (2) */
const nameLimit = 255;
/** The longest base64 text that addFileAttachmentFromBase64Async takes: 25 MB. (2) */
const base64Limit = 34_865_152;

type AttachmentCalls = Pick<
  Office.MessageCompose,
  'getAttachmentsAsync' | 'getAttachmentContentAsync' | 'addFileAttachmentFromBase64Async' | 'removeAttachmentAsync'
>;

/** The attachments of the item, as Office.js shows them. */
export function attachmentCalls(calls: ApiCalls): AttachmentCalls {
  const { world } = calls;
  return {
    getAttachmentsAsync: (...args: unknown[]) =>
      calls.run('getAttachmentsAsync', { permission: 'ReadItem' }, args, () =>
        listed(world).map((file) => details(world, file)),
      ),
    getAttachmentContentAsync: (id: string, ...args: unknown[]) =>
      calls.run('getAttachmentContentAsync', { permission: 'ReadItem' }, args, () =>
        content(find(world, id, 'getAttachmentContentAsync')),
      ),
    addFileAttachmentFromBase64Async: (base64: string, name: string, ...args: unknown[]) =>
      calls.run('addFileAttachmentFromBase64Async', { permission: 'ReadWriteItem' }, args, () =>
        add(world, base64, name),
      ),
    removeAttachmentAsync: (id: string, ...args: unknown[]) =>
      calls.run('removeAttachmentAsync', { permission: 'ReadWriteItem' }, args, () => remove(world, id)),
  } as AttachmentCalls;
}

/** facts 2: files that the window itself shares as links are not listed. */
function listed(world: World): DraftAttachment[] {
  return world.draft.attachments.filter((file) => !file.unlisted);
}

/** facts 2: an id of the session on the web, the position in the list on classic Windows and Mac. */
function idOf(world: World, file: DraftAttachment): string {
  const index = listed(world).indexOf(file);
  return world.profile.attachmentIds === 'index' ? String(index) : `AAMk-session-${file.name}-${file.size}`;
}

function details(world: World, file: DraftAttachment): Office.AttachmentDetailsCompose {
  const kind = file.kind ?? 'file';
  return {
    id: idOf(world, file),
    name: kind === 'item' && !world.profile.itemExtension ? file.name.replace(/\.[^.]*$/, '') : file.name,
    size: file.size,
    attachmentType: kind,
    isInline: file.inline ?? false,
    ...(kind === 'cloud' ? { url: file.url ?? '' } : {}),
  } as Office.AttachmentDetailsCompose;
}

function find(world: World, id: string, api: string): DraftAttachment {
  const file = listed(world).find((candidate) => idOf(world, candidate) === id);
  if (file === undefined) {
    const known = listed(world).map((candidate) => idOf(world, candidate));
    world.quirks.add(
      'attachment-id',
      api,
      `no attachment has the id ${id}; read the list again after each removal: ${known.join(', ')} (facts 2)`,
    );
    throw new ApiError(9003, 'InvalidAttachmentId', 'The attachment identifier does not exist.');
  }
  return file;
}

function content(file: DraftAttachment): Office.AttachmentContent {
  if (file.kind === 'item') {
    return { content: file.content ?? '', format: 'eml' } as Office.AttachmentContent;
  }
  if (file.kind === 'cloud') {
    return { content: file.url ?? '', format: 'url' } as Office.AttachmentContent;
  }
  return { content: file.content ?? '', format: 'base64' } as Office.AttachmentContent;
}

function add(world: World, base64: string, name: string): string {
  if (name.length > nameLimit) {
    world.quirks.add(
      'attachment-name-too-long',
      'addFileAttachmentFromBase64Async',
      `${name.length} characters, at most ${nameLimit} (facts 2)`,
    );
    throw new ApiError(9000, 'AttachmentNameTooLong', 'One or more of the attachment names provided are too long.');
  }
  if (base64.length > base64Limit) {
    world.quirks.add(
      'attachment-too-large',
      'addFileAttachmentFromBase64Async',
      `${base64.length} characters, at most ${base64Limit} (facts 2)`,
    );
    throw new ApiError(9000, 'AttachmentSizeExceeded', 'The attachment cannot be added because it is too big.');
  }
  const file: DraftAttachment = { name, size: Math.floor((base64.length * 3) / 4), content: base64 };
  world.draft.attachments.push(file);
  world.changed();
  return idOf(world, file);
}

function remove(world: World, id: string): void {
  const file = find(world, id, 'removeAttachmentAsync');
  if (file.inline) {
    // facts 2: not for inline images
    world.quirks.add(
      'attachment-id',
      'removeAttachmentAsync',
      `${file.name} is inline and cannot be removed (facts 2)`,
    );
    throw new ApiError(9009, 'AttachmentDeleteGeneralFailure', 'The attachment cannot be deleted from the item.');
  }
  world.draft.attachments.splice(world.draft.attachments.indexOf(file), 1);
  world.changed();
}
