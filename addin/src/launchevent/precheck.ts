import type { Check } from '@sekisho/client';
import { insightText } from '../check';
import {
  type ComposeEvent,
  clearInsight,
  displayLanguage,
  type Item,
  readItem,
  sessionNames,
  showInsight,
  writeSession,
} from '../office';
import { type Remembered, remembered } from './ask';
import { checkWithFiles } from './give-files';
import { forgetFile } from './kept-files';
import { tellMissed } from './missed';
import { PolicyKeeper, readPolicy } from './policy-keeper';
import type { Tools } from './tools';

/** Milliseconds. Nobody waits for these events; Outlook ends them after 300,000. */
const patience = { settle: 300, item: 5_000 } as const;

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
    await forgetFile(tools, event.name);
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
  const answer = await checkWithFiles(tools, read.value, memory);
  if (answer.ok) {
    await show(tools, answer.value);
  }
  await refresh;
  await tellMissed(tools);
}

async function show(tools: Tools, found: Check): Promise<void> {
  await writeSession(tools.calls, sessionNames.check, found.id);
  const language = displayLanguage();
  const text = insightText(found, language);
  const label = language === 'ja' ? '確認項目を開く' : 'Open the checklist';
  await (text === undefined
    ? clearInsight(tools.calls)
    : showInsight(tools.calls, { text, label, data: { compose: '1' } }));
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
