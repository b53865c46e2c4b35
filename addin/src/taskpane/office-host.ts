import type { Client } from '@sekisho/client';
import { schemeOfBackground } from '@sekisho/ui';
import { draftOf } from '../check';
import {
  canSend,
  clientName,
  displayLanguage,
  hasMailboxSet,
  type OfficeCalls,
  onPaneData,
  readItem,
  readPaneData,
  sendItem,
  withContents,
} from '../office';
import { clientKind, paneBackground, paneCloser } from '../office/looks';
import { answerOf } from './api-server';
import { makeChanges, makeFix } from './make';
import type { Answer, Check, Host } from './ports';
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
    checkId: () => paneCheck(calls),
    onCheckId: (changed) => {
      if (!hasMailboxSet('1.15')) watchCheck(() => paneCheck(calls), changed);
      onPaneData(({ check }) => {
        if (check !== '') changed(check);
      });
    },
    checkAgain: () => checkAgain(calls, client, version),
    fix: (fix) => makeFix(calls, fix),
    make: (check) => makeChanges(calls, check),
    send: async () => (await sendItem(calls)).ok,
    close: paneCloser(),
  };
}

async function paneCheck(calls: OfficeCalls): Promise<string | undefined> {
  return (await readPaneData(calls)).check || undefined;
}

async function checkAgain(calls: OfficeCalls, client: Client, version: string): Promise<Answer<Check>> {
  const read = await readItem(calls, patience.item);
  if (!read.ok) return { ok: false, failure: { kind: 'problem', code: 'item-unreadable', requestId: '' } };
  const item = await withContents(calls, read.value, contentBudget);
  const draft = draftOf(item, {
    intent: 'send',
    language: displayLanguage(),
    version,
    client: clientName(),
    deadlineMs: patience.check - 1_000,
  });
  return answerOf(await client.createCheck(draft, patience.check));
}
