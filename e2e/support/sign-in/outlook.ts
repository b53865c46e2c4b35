import { createContext, runInContext } from 'node:vm';
import {
  bareGlobals,
  type Identity,
  type MailboxStore,
  newDraft,
  OutlookHost,
  type ProfileId,
  profiles,
  realClock,
} from '../../../addin/playground/office/index.ts';
import { generatedManifest } from '../matrix/manifest.ts';

/** One request that left the add-in, and how it was answered. */
export interface Sent {
  readonly path: string;
  readonly status: number;
  readonly answer: { readonly code?: string; readonly decision?: string };
}

export interface Window {
  readonly host: OutlookHost;
  readonly sent: Sent[];
}

const colleague = 'yamada@minato.example';

/** Outlook's window on a mail, with launchevent-entra.js as the server delivers it in a bare context. */
export async function openWindow(
  origin: string,
  id: ProfileId,
  identity: Identity,
  to: string = colleague,
): Promise<Window> {
  const script = await (await fetch(`${origin}/addin/launchevent-entra.js`)).text();
  const mailbox: MailboxStore = { roamingSettings: new Map(), runtimeStorage: new Map() };
  const sent: Sent[] = [];
  const network = async (url: string, init?: unknown) => {
    const answer = await fetch(url, init as RequestInit);
    const text = await answer.text();
    const { status, ok, headers } = answer;
    sent.push({ path: new URL(url).pathname, status, answer: text.startsWith('{') ? JSON.parse(text) : {} });
    return { status, ok, headers, text: async () => text };
  };
  const draft = newDraft('sato@minato.example', {
    to: [{ address: to }],
    subject: `${id} ${to} ${Date.now()}`,
    body: { text: 'よろしくお願いいたします。', html: '<p>よろしくお願いいたします。</p>' },
  });
  const host: OutlookHost = new OutlookHost({
    profile: profiles[id],
    manifest: generatedManifest('https://sekisho.example', 'softblock'),
    draft,
    origin,
    mailbox,
    clock: realClock,
    identity,
    displayLanguage: 'ja-JP',
    account: 'sato@minato.example',
    load: (room) => {
      const globals = bareGlobals(host.world, room, { fetch: network });
      runInContext(script, createContext({ ...globals, Date }), { filename: 'launchevent-entra.js' });
    },
  });
  return { host, sent };
}

/** Presses Send and gives what became of it. */
export async function press({ host, sent }: Window) {
  await host.send();
  host.quirks.assertClean();
  const check = sent.find((one) => one.path === '/v1/checks');
  return { status: host.status, http: check?.status, code: check?.answer.code, decision: check?.answer.decision };
}
