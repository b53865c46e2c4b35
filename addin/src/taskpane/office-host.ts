import type { Client } from '@sekisho/client';
import { schemeOfBackground } from '@sekisho/ui';
import { askServer, remembered, withMemory, withNeeded } from '../launchevent/ask';
import {
  canSend,
  displayLanguage,
  hasMailboxSet,
  type Item,
  type OfficeCalls,
  onPaneData,
  type PaneData,
  readItem,
  readPaneData,
  sendItem,
} from '../office';
import { clientKind, paneBackground, paneCloser } from '../office/looks';
import { answerOf } from './api-server';
import { makeChanges, makeFix } from './make';
import type { Answer, Check, Host, Occasion } from './ports';
import { watchCheck } from './watch-check';

// The pane may take its time: no Send is waiting for it.
const patience = { item: 5_000, contents: 10_000, check: 15_000 } as const;
const contentBudget = { file: 1024 * 1024, total: 3 * 1024 * 1024, milliseconds: patience.contents };

/** The pane's host over Outlook. */
export function officeHost(calls: OfficeCalls, client: Client, version: string): Host {
  return {
    language: displayLanguage(),
    scheme: schemeOfBackground(paneBackground()),
    client: clientKind(),
    canSend: canSend(),
    occasion: () => openedFor(calls),
    onOccasion: (changed) => {
      if (!hasMailboxSet('1.15')) watchCheck(() => openedFor(calls), changed);
      onPaneData((data) => {
        const occasion = occasionOf(data);
        if (occasion) changed(occasion);
      });
    },
    checkAgain: () => checkAgain(calls, client, version),
    fix: (fix) => makeFix(calls, fix),
    make: (check) => makeChanges(calls, check),
    send: async () => (await sendItem(calls)).ok,
    close: paneCloser(),
  };
}

async function openedFor(calls: OfficeCalls): Promise<Occasion | undefined> {
  return occasionOf(await readPaneData(calls));
}

function occasionOf({ check, compose }: PaneData): Occasion | undefined {
  if (check !== '') return { kind: 'check', id: check };
  return compose ? { kind: 'draft' } : undefined;
}

/** Checks what the send handler will check: with whom the mail began, and the files that the server has seen. */
async function checkAgain(calls: OfficeCalls, client: Client, version: string): Promise<Answer<Check>> {
  const [read, memory] = await Promise.all([readItem(calls, patience.item), remembered({ calls })]);
  if (!read.ok) return { ok: false, failure: { kind: 'problem', code: 'item-unreadable', requestId: '' } };
  const tools = { calls, client, version, now: () => Date.now() };
  const ask = async (item: Item) => answerOf(await askServer(tools, item, 'send', patience.check));
  const item = withMemory(read.value, memory);
  const first = await ask(item);
  if (!first.ok) return first;
  const fuller = await withNeeded(tools, item, first.value, contentBudget);
  if (fuller === item) return first;
  const second = await ask(fuller);
  return second.ok ? second : first;
}
