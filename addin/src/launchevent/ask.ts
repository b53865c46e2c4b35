import type { ApiError, Check, Draft, Result } from '@sekisho/client';
import { draftOf, endsOf, needOf, needsOf, type SeenFiles, seenFiles, withHashes } from '../check';
import {
  type ContentBudget,
  clientName,
  displayLanguage,
  type Item,
  noteRefused,
  readSession,
  sessionNames,
  withContents,
} from '../office';
import type { Tools } from './tools';

/** Asks the server for a check of the item. */
export async function askServer(
  tools: Tools,
  item: Item,
  intent: Draft['intent'],
  milliseconds: number,
): Promise<Result<Check, ApiError>> {
  const draft = draftOf(item, {
    intent,
    language: displayLanguage(),
    version: tools.version,
    client: clientName(),
    deadlineMs: milliseconds - 300,
  });
  const answer = await tools.client.createCheck(draft, milliseconds);
  if (!answer.ok && answer.error.kind === 'problem' && answer.error.problem.status === 401) {
    void noteRefused(); // beside what is written down anyway; nobody waits longer for it
  }
  return answer;
}

/**
 * The item with what rules need of its small files, by the server's answer to the item without; the very item if nothing more
 * could be read. So nothing is read of files that no rule asks about, or that the server knows by their hash.
 */
export async function withNeeded(
  { calls }: Pick<Tools, 'calls'>,
  item: Item,
  answer: Check,
  budget: ContentBudget,
): Promise<Item> {
  const needs = needsOf(answer);
  const fuller = await withContents(calls, item, (file) => needOf(needs, file) !== undefined, budget);
  if (fuller === item) {
    return item;
  }
  const attachments = fuller.attachments.map((file) => {
    const { base64, ...bare } = file;
    return base64 !== undefined && needOf(needs, file) === 'marks' ? { ...bare, ends: endsOf(base64) } : file;
  });
  return { ...fuller, attachments };
}

/** What the events of writing left with the item for the moment of sending. */
export interface Remembered {
  readonly files: SeenFiles;
  readonly original: readonly string[] | undefined;
}

/** Reads what was left; nothing where Outlook keeps nothing. */
export async function remembered({ calls }: Pick<Tools, 'calls'>): Promise<Remembered> {
  const [files, original] = await Promise.all([
    readSession(calls, sessionNames.files),
    readSession(calls, sessionNames.original),
  ]);
  return { files: seenFiles(files), original: listOf(original) };
}

/** The item with what is remembered of it. */
export function withMemory(item: Item, memory: Remembered): Item {
  const known = withHashes(item, memory.files);
  return memory.original === undefined ? known : { ...known, original: memory.original };
}

function listOf(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : undefined;
  } catch {
    return undefined;
  }
}
