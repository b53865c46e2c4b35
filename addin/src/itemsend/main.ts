import { createClient } from '@sekisho/client';
import { newTools } from '../launchevent/tools';
import { displayLanguage, OfficeCalls, serverOrigin } from '../office';
import { showError } from '../office/insight';
import { announceReady, installPage } from '../office/page-keep';
import { pageToken } from '../signin/page';
import { decideItemSend } from './on-item-send';

const noDialog = {
  ja: '関所の確認画面を開けませんでした。ポップアップを許可してから、もう一度送信してください。',
  en: 'Sekisho could not open its checklist. Allow pop-ups, then send again.',
} as const;
const broken = {
  ja: '関所の内部で問題が起きたため送信していません。続くときは管理者に知らせてください。',
  en: 'Not sent: something went wrong inside Sekisho. If it goes on, tell your administrator.',
} as const;

/** The function that the manifest names. The event is completed once, whatever happens. */
async function onItemSendHandler(event: { completed(options: { allowEvent: boolean }): void }): Promise<void> {
  let send = false;
  try {
    const answer = await decideItemSend(newTools((calls) => pageToken(serverOrigin(), calls), createClient));
    send = answer.send;
    if (answer.notice !== undefined) {
      await showError(new OfficeCalls(), noDialog[displayLanguage()]);
    }
  } catch {
    await showError(new OfficeCalls(), broken[displayLanguage()]).catch(() => undefined);
  }
  event.completed({ allowEvent: send });
}

installPage();
Object.assign(globalThis, { onItemSendHandler });
announceReady();
