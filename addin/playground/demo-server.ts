import type { Draft, DraftAttachment, DraftRecipient } from './office';

/** Who the demo sends as. */
export interface DemoConfig {
  readonly account: string;
  readonly name: string;
  readonly organization: string;
}

/** What the demo's gate answered to a mail. */
export interface SendReply {
  readonly accepted: boolean;
  readonly replies: readonly string[];
}

/** A mail that the sink got. */
export interface StoredMail {
  readonly id: string;
  readonly time: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly size: number;
  /** Where the buttons of a notice lead; of other mails none. */
  readonly links?: readonly string[];
}

/** The demo's own part of the server. Each call rejects with an Error whose message is for the page. */
export interface DemoServer {
  config(): Promise<DemoConfig>;
  send(draft: Draft): Promise<SendReply>;
  list(): Promise<readonly StoredMail[]>;
  raw(id: string): Promise<string>;
  clear(): Promise<void>;
}

/** The types of attachments that the compose window knows beside what the fake keeps. */
export interface TypedAttachment {
  readonly type?: string;
}

/** Writes a draft as the demo's server wants it. */
export function sendBody(draft: Draft) {
  const mailbox = ({ address, name }: DraftRecipient) => ({ address, name: name ?? '' });
  return {
    from: mailbox(draft.from),
    to: draft.to.map(mailbox),
    cc: draft.cc.map(mailbox),
    bcc: draft.bcc.map(mailbox),
    subject: draft.subject,
    body: draft.quoted === undefined ? draft.body.text : `${draft.body.text}\n${draft.quoted.text}`,
    headers: draft.headers,
    // what stays in the cloud does not travel
    attachments: draft.attachments.filter(isHere).map((file) => ({
      name: file.name,
      type: (file as TypedAttachment).type || 'application/octet-stream',
      inline: file.inline ?? false,
      content: file.content ?? '',
    })),
  };
}

function isHere(file: DraftAttachment): boolean {
  return file.kind !== 'cloud' && !file.unlisted;
}

/** The demo's server over fetch. */
export const demoServer: DemoServer = {
  config: async () => (await ask('/demo/config')).json(),
  send: async (draft) =>
    (
      await ask('/demo/send', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(sendBody(draft)),
      })
    ).json(),
  list: async () => (await (await ask('/demo/sink')).json()).messages ?? [],
  raw: async (id) => (await ask(`/demo/sink/${encodeURIComponent(id)}`)).text(),
  clear: async () => void (await ask('/demo/sink', { method: 'DELETE' })),
};

async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(await problem(response));
  return response;
}

// Echo says {"message"}, the API says {"title", "detail"}.
async function problem(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const { message, detail, title } = (body ?? {}) as Record<string, unknown>;
  const text = [detail, message, title].find((part) => typeof part === 'string');
  return `${response.status} ${text ?? response.statusText}`;
}
