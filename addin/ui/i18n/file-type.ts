import type { TextKey } from './text';

type TypeKey = Extract<TextKey, `type.${string}`>;

// In this order: the first pattern that fits the MIME type names it.
const patterns: readonly (readonly [RegExp, TypeKey])[] = [
  [/^application\/pdf/, 'type.pdf'],
  [/^application\/(x-)?zip/, 'type.zip'],
  [/wordprocessing|msword|opendocument\.text|rtf$/, 'type.word'],
  [/spreadsheet|ms-excel/, 'type.excel'],
  [/presentation|ms-powerpoint/, 'type.powerpoint'],
  [/7z|rar|tar|gzip|bzip|x-xz|lzh|lha|zstd|cab/, 'type.archive'],
  [/executable|msdownload|x-dosexec|x-sh|javascript|x-msi|mach-binary|sharedlib|x-elf|java-archive/, 'type.executable'],
  [/^message\/|ms-outlook/, 'type.mail'],
  [/^image\//, 'type.image'],
  [/^(audio|video)\//, 'type.media'],
  [/^text\/|json|xml$/, 'type.text'],
];

/** Finds the name (a text key) of a MIME type found by content. */
export function fileTypeKey(mime: string): TypeKey {
  return patterns.find(([pattern]) => pattern.test(mime))?.[1] ?? 'type.unknown';
}
