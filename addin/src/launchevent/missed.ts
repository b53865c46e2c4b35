import { asObject, isText, type MissedCheck, parseJson } from '@sekisho/client';
import { accountAddress, clientName, type Item, keepNames, readKept, writeKept } from '../office';
import type { Tools } from './tools';

/** Events that wait to be told; the oldest go first when there are more. */
const most = 50;
const patience = 5_000;

/** An event with the account it happened under: the keep is one for all accounts of an Outlook, the server's organisations are not. */
type Waiting = MissedCheck & { readonly account?: string };

/** Writes down what was decided without the server, until it can be told. */
export async function noteMissed(
  tools: Tools,
  item: Item | undefined,
  why: MissedCheck['why'],
  became: MissedCheck['became'],
): Promise<void> {
  const event: Waiting = {
    account: accountAddress(),
    id: `${tools.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`,
    at: new Date(tools.now()).toISOString(),
    why,
    became,
    from: (item?.from.address || accountAddress()).slice(0, 998),
    ...(item === undefined ? {} : { subject: item.subject.slice(0, 4_096) }),
    recipients: (item?.recipients ?? []).slice(0, 1_000).map(({ address, name }) => (address || name).slice(0, 998)),
  };
  const waiting = [...missedOf(await readKept(keepNames.missed)), event];
  await writeKept(keepNames.missed, JSON.stringify(waiting.slice(-most)));
}

/**
 * Tells the server what it missed of this account. What it took, and what it will never take, is forgotten; the rest waits for
 * the next time.
 */
export async function tellMissed(tools: Tools): Promise<void> {
  const me = accountAddress();
  const mine = missedOf(await readKept(keepNames.missed)).filter(({ account = me }) => account === me);
  const done = await tell(
    tools,
    mine.map(({ account, ...mail }) => mail),
  );
  if (done.length > 0) {
    const left = missedOf(await readKept(keepNames.missed)).filter((mail) => done.indexOf(mail.id) < 0);
    await writeKept(keepNames.missed, left.length === 0 ? '' : JSON.stringify(left));
  }
}

/** The ids of what need not be told again. One mail may make a list too large, or be no good, so halves are told apart. */
async function tell(tools: Tools, mails: readonly MissedCheck[]): Promise<string[]> {
  if (mails.length === 0) {
    return [];
  }
  const door = { name: 'outlook', version: tools.version, client: clientName().slice(0, 200) } as const;
  const told = await tools.client.report({ door, mails: [...mails] }, patience);
  const isRefused = !told.ok && told.error.kind === 'problem' && [400, 413].indexOf(told.error.problem.status) >= 0;
  if (told.ok || (isRefused && mails.length === 1)) {
    return mails.map((mail) => mail.id);
  }
  const half = mails.length >> 1;
  return isRefused ? [...(await tell(tools, mails.slice(0, half))), ...(await tell(tools, mails.slice(half)))] : [];
}

function missedOf(text: string): Waiting[] {
  const list = parseJson(text);
  const whole = (one: unknown) => {
    const event = asObject(one);
    return event !== undefined && isText(event.id) && isText(event.at) && Array.isArray(event.recipients);
  };
  return Array.isArray(list) ? (list.filter(whole) as unknown as Waiting[]) : [];
}
