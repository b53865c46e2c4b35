import type { Check } from '@sekisho/client';
import { insightText, keyOf, type SeenFiles, without } from '../check';
import {
  type ComposeEvent,
  clearInsight,
  displayLanguage,
  type Item,
  type ItemAttachment,
  readContent,
  readItem,
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
  await showInsight(tools.calls, { text, label, data: { check: found.id } });
}

/** Gives the server the files that a rule wants to look into, one after the other, and keeps their hashes with the item. */
async function upload(tools: Tools, item: Item, names: readonly string[], before: SeenFiles): Promise<SeenFiles> {
  let seen = before;
  let left: number = uploadLimits.total;
  for (const file of item.attachments) {
    if (names.indexOf(file.name) < 0 || file.kind === 'cloud' || file.size > Math.min(left, uploadLimits.file)) {
      continue;
    }
    left -= file.size;
    const hash = await uploadOne(tools, file);
    if (hash !== '') {
      seen = { ...seen, [keyOf(file)]: hash };
      await writeSession(tools.calls, sessionNames.files, JSON.stringify(seen));
    }
  }
  return seen;
}

/** The hash of a file that the server has now; empty: it could not be read or sent. */
async function uploadOne({ calls, client }: Tools, file: ItemAttachment): Promise<string> {
  const content = await readContent(calls, file, patience.content);
  if (content === undefined) {
    return '';
  }
  const sent = await client.upload(content, patience.upload);
  return sent.ok ? sent.value.sha256 : '';
}

async function forget(tools: Tools, name: string): Promise<void> {
  const { files } = await remembered(tools);
  const left = name === '' ? {} : without(files, name);
  if (Object.keys(left).length < Object.keys(files).length) {
    await writeSession(tools.calls, sessionNames.files, JSON.stringify(left));
  }
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
