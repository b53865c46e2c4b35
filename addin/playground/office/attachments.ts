import { type ApiCalls, ApiError } from './api-calls';
import type { DraftAttachment } from './draft';
import type { World } from './world';

/** Octets and number of all files that the web takes. (2) */
const webTotal = { octets: 25 * 1024 * 1024, files: 499 };
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
export function attachmentId(world: World, file: DraftAttachment): string {
  if (world.profile.attachmentIds === 'index') {
    return String(listed(world).indexOf(file));
  }
  const known = world.fileIds.get(file);
  if (known !== undefined) {
    return known;
  }
  const id = `AAMk-session-${world.item.nextFile++}`;
  world.fileIds.set(file, id);
  return id;
}

function details(world: World, file: DraftAttachment): Office.AttachmentDetailsCompose {
  const kind = file.kind ?? 'file';
  return {
    id: attachmentId(world, file),
    name: kind === 'item' && !world.profile.itemExtension ? file.name.replace(/\.[^.]*$/, '') : file.name,
    size: file.size,
    attachmentType: kind,
    isInline: file.inline ?? false,
    ...(kind === 'cloud' ? { url: file.url ?? '' } : {}),
  } as Office.AttachmentDetailsCompose;
}

function find(world: World, id: string, api: string): DraftAttachment {
  const file = listed(world).find((candidate) => attachmentId(world, candidate) === id);
  if (file === undefined) {
    const known = listed(world).map((candidate) => attachmentId(world, candidate));
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
  if (file.dropped) {
    throw new ApiError(5001, 'InternalError', 'The content of a dropped message cannot be read.'); // facts 2
  }
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
  checkTotal(world, file.size);
  world.draft.attachments.push(file);
  world.changed();
  return attachmentId(world, file);
}

function checkTotal(world: World, more: number): void {
  const octets = world.draft.attachments.reduce((sum, file) => sum + file.size, more);
  const files = world.draft.attachments.length + 1;
  if (world.profile.platform === 'OfficeOnline' && (octets > webTotal.octets || files > webTotal.files)) {
    const detail = `${files} files of ${octets} octets; the web takes ${webTotal.files} of 25 MB (facts 2)`;
    world.quirks.add('attachments-full', 'addFileAttachmentFromBase64Async', detail);
    throw new ApiError(9000, 'AttachmentSizeExceeded', 'The attachment cannot be added because it is too big.');
  }
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
