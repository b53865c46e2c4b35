import type { DoorPolicy, MissedCheck } from '@sekisho/client';
import {
  type Consequence,
  externalsOf,
  isSecondPress,
  type Language,
  pressOf,
  type Uncheckable,
  uncheckedAlert,
} from '../check';
import {
  displayLanguage,
  hasMailboxSet,
  type Item,
  keepNames,
  paneButton,
  type SendAnswer,
  writeKept,
} from '../office';
import { noteMissed } from './missed';
import type { Tools } from './tools';

/** What is known of a mail that no server checked. */
export interface UncheckedMail {
  readonly why: Uncheckable;
  /** Undefined if Outlook did not give it. */
  readonly item: Item | undefined;
  /** The last press of Send that was answered with a warning, as it was kept; empty: none. */
  readonly press: string;
  /** The policy's part for doors; undefined if this door never had one, or it is too old. */
  readonly policy: DoorPolicy | undefined;
}

/** Decides by the policy's `unreachable`, and writes it down for the server: nobody tells us what "Send Anyway" did. */
export async function unchecked(tools: Tools, mail: UncheckedMail): Promise<SendAnswer> {
  const answer = await decideUnchecked(tools, mail, hasMailboxSet('1.14'));
  await noteUnchecked(tools, mail, answer.send ? 'sent' : answer.refusal.mayOverride ? 'warned' : 'stopped');
  return answer;
}

/** Writes down what became of a mail, once for each press of Send. That it could not be changes nothing of what was decided. */
export function noteUnchecked(tools: Tools, mail: UncheckedMail, became: MissedCheck['became']): Promise<void> {
  return noteMissed(tools, mail.item, mail.why, became).catch(() => undefined);
}

/**
 * Decides by the policy's `unreachable`; a door that has no policy stops everything. `hasButton`: the person can be offered
 * to send it anyway. Who calls this writes down what became of the mail.
 */
export async function decideUnchecked(tools: Tools, mail: UncheckedMail, hasButton: boolean): Promise<SendAnswer> {
  if (mail.policy === undefined) {
    return refuse(mail, 'no-policy', []);
  }
  const externals = mail.item === undefined ? [] : externalsOf(mail.item, mail.policy);
  switch (mail.policy.unreachable) {
    case 'allow':
      return { send: true };
    case 'block':
      return refuse(mail, 'blocked', externals);
    case 'confirm':
      return confirm(tools, mail, externals, hasButton);
  }
}

/** "Send Anyway" where there is such a button, else a second press of Send for the same draft. */
async function confirm(
  tools: Tools,
  mail: UncheckedMail,
  externals: readonly string[],
  hasButton: boolean,
): Promise<SendAnswer> {
  if (hasButton) {
    return refuse(mail, 'override', externals);
  }
  if (mail.item === undefined) {
    return refuse(mail, 'blocked', externals);
  }
  if (isSecondPress(mail.press, mail.item, tools.now())) {
    return { send: true };
  }
  await writeKept(keepNames.press, pressOf(mail.item, tools.now()));
  return refuse(mail, 'press-again', externals);
}

function refuse(mail: UncheckedMail, then: Consequence, externals: readonly string[]): SendAnswer {
  const language: Language = displayLanguage();
  const { text, markdown, label } = uncheckedAlert(mail.why, then, externals, language);
  const opensPane = mail.why === 'sign-in' || then === 'no-policy';
  return {
    send: false,
    refusal: {
      text,
      markdown,
      ...(opensPane ? { action: { button: paneButton(), label, data: { check: '' } } } : {}),
      mayOverride: then === 'override',
    },
  };
}
