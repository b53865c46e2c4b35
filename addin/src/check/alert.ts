import type { Check } from '@sekisho/client';
import { fit, markdown, plain, targets } from './fit';
import { fill, type Language, words } from './words';

/** What an alert says, with the label of its button. */
export interface AlertText {
  readonly text: string;
  readonly markdown: string;
  readonly label: string;
}

/** Asks the sender to open the checklist: by the alert's button, or by the ribbon where Outlook has no such button. */
export function askAlert(check: Check, language: Language, hasButton: boolean): AlertText {
  const say = words[language];
  return set(
    language,
    say.ask,
    checkLines(check, language),
    hasButton ? say.askHowByButton : say.askHowByRibbon,
    say.reviewLabel,
    check.alert?.more,
  );
}

/** Tells why nothing is sent. */
export function refuseAlert(check: Check, language: Language): AlertText {
  const say = words[language];
  return set(language, say.refuse, checkLines(check, language), say.refuseHow, say.reviewLabel, check.alert?.more);
}

/** Tells that the server would not check this mail: trying again, or sending anyway, helps nobody. */
export function notTakenAlert(code: string, title: string, language: Language): AlertText {
  const say = words[language];
  if (code === 'token-foreign') {
    return set(language, say.tokenForeign, [], say.tokenForeignHow, say.reviewLabel);
  }
  const known = { 'sender-foreign': say.foreign, 'too-large': say.tooLarge }[code];
  return set(language, say.notTaken, [known ?? `${title} (${code})`], say.refuseHow, say.reviewLabel);
}

/** Why no check took place. */
export type Uncheckable = 'unreachable' | 'unreadable' | 'sign-in';
/** What follows from it. */
export type Consequence = 'no-policy' | 'blocked' | 'override' | 'press-again';

/** Tells that the mail could not be checked, whom it would reach outside, and what can be done. */
export function uncheckedAlert(
  why: Uncheckable,
  then: Consequence,
  externals: readonly string[],
  language: Language,
): AlertText {
  const say = words[language];
  const head = { unreachable: say.unreachable, unreadable: say.unreadable, 'sign-in': say.signIn }[why];
  const tail = {
    'no-policy': say.noPolicy,
    blocked: say.blocked,
    override: say.override,
    'press-again': say.pressAgain,
  }[then];
  const title = fill(say.externals, { count: externals.length }, say.separator);
  const lines = externals.length === 0 ? [] : [title + say.colon + targets(externals, say.separator, say.moreTargets)];
  return set(language, head, lines, tail, say.signInLabel);
}

/** The last resort, when something in the handler itself went wrong: in both languages, because nothing can be asked any more. */
export function brokenAlert(): AlertText {
  const text = `${words.ja.broken}
${words.en.broken}`;
  return { text, markdown: text, label: words.ja.reviewLabel };
}

function set(
  language: Language,
  head: string,
  lines: readonly string[],
  tail: string,
  label: string,
  left = 0,
): AlertText {
  const say = words[language];
  const more = (count: number) => fill(say.moreFindings, { count }, say.separator);
  return {
    text: fit(plain, head, lines, tail, more, left),
    markdown: fit(markdown, head, lines, tail, more, left),
    label,
  };
}

/** The server's lines, worst first; those that it left out are counted with those that have no room. */
function checkLines(check: Check, language: Language): string[] {
  const say = words[language];
  return (check.alert?.lines ?? []).map(({ text, targets: at, more }) => {
    const shown = at.length === 0 ? '' : say.colon + targets(at, say.separator, say.moreTargets, more);
    return text + shown;
  });
}
