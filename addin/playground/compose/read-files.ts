import type { DraftAttachment } from '../office';
import type { SampleFile } from '../samples/files';

/** An attachment with the type that the browser or the example gave it. */
export type ComposedFile = DraftAttachment & { readonly type: string };

const step = 0x8000;

/** Base64 of octets, in pieces because a call takes only so many arguments. */
export function base64(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += step) text += String.fromCharCode(...octets.subarray(at, at + step));
  return btoa(text);
}

/** Makes an attachment of a file that an example brings. */
export function composedFile({ name, type, content }: SampleFile): ComposedFile {
  return { name, type, size: content.length, kind: 'file', content: base64(content) };
}

/** Reads files that a person chose or dropped. */
export function readFiles(files: Iterable<File>): Promise<ComposedFile[]> {
  return Promise.all(
    [...files].map(async (file) =>
      composedFile({ name: file.name, type: file.type, content: new Uint8Array(await file.arrayBuffer()) }),
    ),
  );
}
