import type { ApiError, Check, Client, Result } from '@sekisho/client';
import { askAlert, draftOf, keptPolicy, type Language, refuseAlert } from '../check';
import {
  clientName,
  displayLanguage,
  hasMailboxSet,
  type Item,
  keepNames,
  type OfficeCalls,
  paneButton,
  readItem,
  readKept,
  type SendAnswer,
  stampPass,
  withContents,
} from '../office';
import { PolicyKeeper } from './policy-keeper';
import { unchecked } from './unchecked-send';

/**
 * Milliseconds for each step. Outlook complains after 5,000 and counts from the click; a mail whose answer does not come
 * in this time is one that could not be checked.
 */
export const budget = { item: 1_000, contents: 500, check: 2_600, pass: 300 } as const;

/** Octets of attachments that are read while the sender waits. */
const contentBudget = { file: 1024 * 1024, total: 3 * 1024 * 1024, milliseconds: budget.contents };

/** What a decision is made with. */
export interface Tools {
  readonly calls: OfficeCalls;
  readonly client: Client;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Reads the item, asks the server, and says what becomes of it. */
export async function decideSend(tools: Tools): Promise<SendAnswer> {
  const [kept, press, read] = await Promise.all([
    readKept(keepNames.policy),
    readKept(keepNames.press),
    readItem(tools.calls, budget.item),
  ]);
  const policy = keptPolicy(kept, tools.now());
  if (!read.ok) {
    return unchecked(tools, { why: 'unreadable', item: undefined, press, policy: policy?.policy });
  }
  const item = await withContents(tools.calls, read.value, contentBudget);
  const keeper = new PolicyKeeper(tools, policy);
  const refresh = keeper.refresh();
  const answer = await askServer(tools, item);
  if (!answer.ok) {
    await refresh;
    return unchecked(tools, { why: reasonOf(answer.error), item, press, policy: keeper.policy });
  }
  await keeper.settle(refresh);
  return carryOut(tools, answer.value);
}

function askServer(tools: Tools, item: Item): Promise<Result<Check, ApiError>> {
  const draft = draftOf(item, {
    intent: 'send',
    language: displayLanguage(),
    version: tools.version,
    client: clientName(),
    deadlineMs: budget.check - 300,
  });
  return tools.client.createCheck(draft, budget.check);
}

/** Every other problem is the operator's, not the sender's: the mail is simply one that was not checked. */
function reasonOf(error: ApiError): 'sign-in' | 'unreachable' {
  return error.kind === 'problem' && error.problem.status === 401 ? 'sign-in' : 'unreachable';
}

async function carryOut(tools: Tools, check: Check): Promise<SendAnswer> {
  const language: Language = displayLanguage();
  switch (check.decision) {
    case 'send':
      if (check.pass !== undefined && check.pass !== '') {
        // without the header the gateway still finds the record: not worth stopping a mail that may go
        await stampPass(tools.calls, check.pass, budget.pass);
      }
      return { send: true };
    case 'ask':
      return ask(check, language);
    case 'refuse': {
      const { text, markdown } = refuseAlert(check, language);
      return { send: false, refusal: { text, markdown, mayOverride: false } };
    }
  }
}

function ask(check: Check, language: Language): SendAnswer {
  const { text, markdown, label } = askAlert(check, language, hasMailboxSet('1.14'));
  const action = { button: paneButton(), label, data: { check: check.id } };
  return { send: false, refusal: { text, markdown, action, mayOverride: false } };
}
