import { asObject, parseJson } from '@sekisho/client';
import { type SeenFiles, seenFiles, without } from '../check';
import { readSession, sessionNames, writeSession } from '../office';
import type { Tools } from './tools';

/** The hashes that are kept with the item, and how often a file had come or gone when they were written. */
export interface KeptFiles {
  readonly files: SeenFiles;
  readonly generation: number;
}

export function keptFiles({ calls }: Tools): Promise<KeptFiles> {
  return readSession(calls, sessionNames.files).then((text) => {
    const count = asObject(parseJson(text))?.generation;
    return { files: seenFiles(text), generation: typeof count === 'number' ? count : 0 };
  });
}

export function keepFiles({ calls }: Tools, { files, generation }: KeptFiles): Promise<unknown> {
  return writeSession(calls, sessionNames.files, JSON.stringify({ ...files, generation }));
}

/** Forgets the files of a name, of which one came or went; all of them if the name is empty. */
export function forgetFile(tools: Tools, name: string): Promise<unknown> {
  return keptFiles(tools).then(({ files, generation }) =>
    keepFiles(tools, { files: name === '' ? {} : without(files, name), generation: generation + 1 }),
  );
}
