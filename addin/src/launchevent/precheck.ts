import { asObject, type Check, parseJson } from '@sekisho/client';
import { insightText, keyOf, type SeenFiles, seenFiles, without } from '../check';
import {
  type ComposeEvent,
  clearInsight,
  displayLanguage,
  type Item,
  type ItemAttachment,
  readAttachmentList,
  readContent,
  readItem,
  readSession,
  sessionNames,
  showInsight,
  writeSession,
} from '../office';
import { askServer, type Remembered, remembered, withMemory } from './ask';
import { tellMissed } from './missed';
import { PolicyKeeper, readPolicy } from './policy-keeper';
import type { Tools } from './tools';

/** Milliseconds. Nobody waits for these events; Outlook ends them after 300,000. */
const patience = { settle: 300, item: 5_000, check: 10_000, content: 60_000, upload: 60_000 } as const;

/** Octets that are uploaded for one mail while it is written: one file, and all of one event. */
const uploadLimits = { file: 35_000_000, total: 70_000_000 } as const;

/** Counts the events of this runtime: when several come at once, only the last one works. */
let newest = 0;

/**
 * Checks the item while it is being written, so that little is left to do when Send is pressed: contents that a rule
 * needs are with the server, the policy is at hand, and the bar above the item shows the worst finding.
 */
export async function precheck(tools: Tools, event: ComposeEvent): Promise<void> {
  newest += 1;
  const mine = newest;
  if (event.kind === 'files') {
    await forget(tools, event.name);
  }
  await wait(event.kind === 'opened' ? 0 : patience.settle);
  if (mine !== newest) {
    return;
  }
  const read = await readItem(tools.calls, patience.item);
  if (!read.ok) {
    return;
  }
  const memory = await rememberOriginal(tools, event, read.value);
  const refresh = new PolicyKeeper(tools, await readPolicy(tools)).refresh();
  await check(tools, read.value, memory);
  await refresh;
  await tellMissed(tools);
}

async function check(tools: Tools, item: Item, memory: Remembered): Promise<void> {
  let answer = await askServer(tools, withMemory(item, memory), 'compose', patience.check);
  if (answer.ok && (answer.value.needsContent ?? []).length > 0) {
    const files = await upload(tools, item, answer.value.needsContent ?? [], memory.files);
    if (files !== memory.files) {
      answer = await askServer(tools, withMemory(item, { ...memory, files }), 'compose', patience.check);
    }
  }
  if (answer.ok) {
    await show(tools, answer.value);
  }
}

async function show(tools: Tools, found: Check): Promise<void> {
  await writeSession(tools.calls, sessionNames.check, found.id);
  const language = displayLanguage();
  const text = insightText(found, language);
  if (text === undefined) {
    await clearInsight(tools.calls);
    return;
  }
  const label = language === 'ja' ? '確認項目を開く' : 'Open the checklist';
  await showInsight(tools.calls, { text, label, data: { compose: '1' } });
}

/**
 * Gives the server the files that a rule wants to look into, one after the other, and keeps their hashes with the item.
 * Meanwhile files may come and go, and Outlook's ids may be positions: what is not the same before and after is not kept,
 * and a file that came or went in between ends it. Another event follows then.
 */
async function upload(tools: Tools, item: Item, names: readonly string[], before: SeenFiles): Promise<SeenFiles> {
  const { generation } = await keptFiles(tools);
  let seen = before;
  let left: number = uploadLimits.total;
  for (const file of item.attachments) {
    const wanted = names.indexOf(file.name) >= 0 && file.kind !== 'cloud' && isAlone(file, item.attachments);
    if (!wanted || file.size > Math.min(left, uploadLimits.file)) {
      continue;
    }
    left -= file.size;
    const hash = await uploadOne(tools, file, item.attachments);
    const now = await keptFiles(tools);
    if (now.generation !== generation) {
      return before;
    }
    if (hash !== '') {
      seen = { ...now.files, [keyOf(file)]: hash };
      await keepFiles(tools, seen, generation);
    }
  }
  return seen;
}

/** Of two files that look alike nobody could say which one a hash is of. */
function isAlone(file: ItemAttachment, all: readonly ItemAttachment[]): boolean {
  return all.filter((other) => keyOf(other) === keyOf(file)).length === 1;
}

/** The hash of a file that the server has now; empty: it could not be read or sent, or the list of files changed meanwhile. */
async function uploadOne(tools: Tools, file: ItemAttachment, list: readonly ItemAttachment[]): Promise<string> {
  if (!(await isList(tools, list))) {
    return '';
  }
  const content = await readContent(tools.calls, file, patience.content);
  if (content === undefined || !(await isList(tools, list))) {
    return '';
  }
  const sent = await tools.client.upload(content, patience.upload);
  return sent.ok && (await isList(tools, list)) ? sent.value.sha256 : '';
}

/** Whether the item still has these very files in this order. */
async function isList({ calls }: Tools, list: readonly ItemAttachment[]): Promise<boolean> {
  const print = (files: readonly ItemAttachment[]) => JSON.stringify(files.map((file) => [file.id, keyOf(file)]));
  const now = await readAttachmentList(calls, patience.item);
  return now.ok && print(now.value) === print(list);
}

/** The hashes that are kept, and how often a file had come or gone when they were written. */
async function keptFiles({ calls }: Tools): Promise<{ files: SeenFiles; generation: number }> {
  const text = await readSession(calls, sessionNames.files);
  const count = asObject(parseJson(text))?.generation;
  return { files: seenFiles(text), generation: typeof count === 'number' ? count : 0 };
}

async function keepFiles({ calls }: Tools, files: SeenFiles, generation: number): Promise<void> {
  await writeSession(calls, sessionNames.files, JSON.stringify({ ...files, generation }));
}

async function forget(tools: Tools, name: string): Promise<void> {
  const { files, generation } = await keptFiles(tools);
  await keepFiles(tools, name === '' ? {} : without(files, name), generation + 1);
}

/** A reply begins with the recipients of the mail it answers; they are written down once. */
async function rememberOriginal(tools: Tools, event: ComposeEvent, item: Item): Promise<Remembered> {
  const memory = await remembered(tools);
  if (event.kind !== 'opened' || item.compose !== 'reply' || memory.original !== undefined) {
    return memory;
  }
  const original = item.recipients.map((recipient) => recipient.address).filter((address) => address !== '');
  if (original.length === 0) {
    return memory;
  }
  await writeSession(tools.calls, sessionNames.original, JSON.stringify(original));
  return { ...memory, original };
}

function wait(milliseconds: number): Promise<void> {
  return milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}
