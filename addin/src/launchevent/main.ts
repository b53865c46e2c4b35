import { createClient } from '@sekisho/client';
import { brokenAlert } from '../check';
import { OfficeCalls, onSend, readToken, type SendAnswer, serverOrigin } from '../office';
import { decideSend } from './decide';

/** Written in by the build. */
declare const __SEKISHO_VERSION__: string;

/** A new set of tools for each event: nothing of one mail is left when the next is sent. */
function decide(): Promise<SendAnswer> {
  const calls = new OfficeCalls();
  // read beside the item, so that the server's time begins with the request; without a token the server says what is missing
  const token = readToken(calls).catch(() => '');
  const client = createClient({ origin: serverOrigin(), token: () => token });
  return decideSend({ calls, client, version: __SEKISHO_VERSION__, now: () => Date.now() });
}

function broken(): SendAnswer {
  const { text, markdown } = brokenAlert();
  return { send: false, refusal: { text, markdown, mayOverride: false } };
}

onSend(decide, broken);
