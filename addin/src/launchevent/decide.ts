import type { ApiError, Check, Result } from '@sekisho/client';
import { askAlert, type Language, notTakenAlert, refuseAlert } from '../check';
import {
  displayLanguage,
  hasMailboxSet,
  type Item,
  keepNames,
  paneButton,
  type Refusal,
  readItem,
  readKept,
  type SendAnswer,
  stampPass,
} from '../office';
import { askServer, remembered, withMemory, withNeeded } from './ask';
import { tellMissed } from './missed';
import { PolicyKeeper, readPolicy } from './policy-keeper';
import type { Tools } from './tools';
import { type UncheckedMail, unchecked } from './unchecked-send';

/**
 * Milliseconds for each step. Outlook complains after 5,000 and counts from the click; a mail whose answer does not come
 * in this time is one that could not be checked. What is over within `again` leaves time for contents and a second answer.
 */
export const budget = { item: 1_000, check: 2_600, again: 2_000, contents: 500, second: 1_600, pass: 300 } as const;

/** Octets of attachments that are read while the sender waits. */
const contentBudget = { file: 1024 * 1024, total: 3 * 1024 * 1024, milliseconds: budget.contents };

/** What is known of the item when Send was pressed. */
export type Looked =
  | { readonly kind: 'checked'; readonly check: Check }
  | { readonly kind: 'unchecked'; readonly mail: UncheckedMail }
  /** The server answered, and would not check it. */
  | { readonly kind: 'not-taken'; readonly code: string; readonly title: string };

/** Reads the item, asks the server, and says what becomes of it. */
export async function decideSend(tools: Tools): Promise<SendAnswer> {
  const looked = await look(tools);
  switch (looked.kind) {
    case 'checked':
      return carryOut(tools, looked.check);
    case 'unchecked':
      return unchecked(tools, looked.mail);
    case 'not-taken':
      return { send: false, refusal: notTaken(looked) };
  }
}

/** What the sender is told of a mail that the server would not check. */
export function notTaken({ code, title }: { readonly code: string; readonly title: string }): Refusal {
  const { text, markdown } = notTakenAlert(code, title, displayLanguage());
  return { text, markdown, mayOverride: false };
}

/** Reads the item and asks the server. */
export async function look(tools: Tools): Promise<Looked> {
  const began = tools.now();
  const [policy, press, read, memory] = await Promise.all([
    readPolicy(tools),
    readKept(keepNames.press),
    readItem(tools.calls, budget.item),
    remembered(tools),
  ]);
  if (!read.ok) {
    return { kind: 'unchecked', mail: { why: 'unreadable', item: undefined, press, policy: policy?.policy } };
  }
  const item = withMemory(read.value, memory);
  const keeper = new PolicyKeeper(tools, policy);
  const refresh = keeper.refresh();
  const answer = await ask(tools, item, began);
  if (!answer.ok) {
    await refresh;
    const said = refusalOf(answer.error);
    if (said !== undefined) {
      return { kind: 'not-taken', ...said };
    }
    return { kind: 'unchecked', mail: { why: reasonOf(answer.error), item, press, policy: keeper.policy } };
  }
  await keeper.settle(Promise.all([refresh, tellMissed(tools)]));
  return { kind: 'checked', check: answer.value };
}

/**
 * Asks with what is known of the files. Only if a rule needs more, and the answer came soon, small ones are read and the
 * server is asked once more: the events of writing had no time for them, or it was started anew and knows no hash.
 */
async function ask(tools: Tools, item: Item, began: number): Promise<Result<Check, ApiError>> {
  const first = await askServer(tools, item, 'send', budget.check);
  if (!first.ok || tools.now() - began > budget.again) {
    return first;
  }
  const fuller = await withNeeded(tools, item, first.value, contentBudget);
  if (fuller === item) {
    return first;
  }
  const second = await askServer(tools, fuller, 'send', budget.second);
  return second.ok ? second : first;
}

/**
 * The server's own no. It is no outage: neither `unreachable: allow` nor a second press gets past it, or anybody could make
 * a mail too large to be checked.
 */
function refusalOf(error: ApiError): { code: string; title: string } | undefined {
  if (error.kind !== 'problem') {
    return undefined;
  }
  const { status, code, title } = error.problem;
  const outage = status < 400 || status >= 500 || [401, 408, 429].indexOf(status) >= 0;
  return outage ? undefined : { code, title };
}

/** Every other problem is the operator's, not the sender's: the mail is simply one that was not checked. */
function reasonOf(error: ApiError): 'sign-in' | 'unreachable' {
  return error.kind === 'problem' && error.problem.status === 401 ? 'sign-in' : 'unreachable';
}

async function carryOut(tools: Tools, check: Check): Promise<SendAnswer> {
  const language: Language = displayLanguage();
  switch (check.decision) {
    case 'send':
      await stamp(tools, check);
      return { send: true };
    case 'ask':
      return alertOf(check, language);
    case 'refuse': {
      const { text, markdown } = refuseAlert(check, language);
      return { send: false, refusal: { text, markdown, mayOverride: false } };
    }
  }
}

/** Puts the pass on a mail that may go. Without it the gateway still finds the record: no reason to stop. */
export async function stamp(tools: Tools, check: Check): Promise<void> {
  if (check.pass !== undefined && check.pass !== '') {
    await stampPass(tools.calls, check.pass, budget.pass);
  }
}

function alertOf(check: Check, language: Language): SendAnswer {
  const { text, markdown, label } = askAlert(check, language, hasMailboxSet('1.14'));
  const action = { button: paneButton(), label, data: { check: check.id } };
  return { send: false, refusal: { text, markdown, action, mayOverride: false } };
}
