import type { Check, Finding } from '@sekisho/client';
import { momentText } from '@sekisho/client/moment';
import { fit, markdown, plain, targets } from './fit';
import { catalogues, fill, type Language, words } from './words';

/** What an alert says, with the label of its button. */
export interface AlertText {
  readonly text: string;
  readonly markdown: string;
  readonly label: string;
}

const rank = { danger: 0, warning: 1, info: 2, hidden: 3 } as const;

interface Line {
  readonly rank: number;
  readonly text: string;
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
  );
}

/** Tells why nothing is sent. */
export function refuseAlert(check: Check, language: Language): AlertText {
  const say = words[language];
  return set(language, say.refuse, checkLines(check, language), say.refuseHow, say.reviewLabel);
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

function set(language: Language, head: string, lines: readonly string[], tail: string, label: string): AlertText {
  const say = words[language];
  const more = (count: number) => fill(say.moreFindings, { count }, say.separator);
  return { text: fit(plain, head, lines, tail, more), markdown: fit(markdown, head, lines, tail, more), label };
}

/** Riskiest first; among equals the words of the organisation before ours, then the order of the verdict. */
function checkLines(check: Check, language: Language): string[] {
  const say = words[language];
  const cannot = check.cannotCarryOut.map((name) => dutyName(name, language)).join(say.separator);
  const lines: Line[] = [
    ...(cannot === '' ? [] : [{ rank: -1, text: say.cannot + say.colon + cannot }]),
    ...ruleLines(check, language),
    ...findingLines(check, language),
  ];
  return lines
    .map((line, index) => ({ ...line, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map((line) => line.text);
}

function ruleLines(check: Check, language: Language): Line[] {
  const lines: Line[] = [];
  for (const rule of check.verdict.rules) {
    const message = rule.message?.[language] || rule.message?.ja || rule.message?.en || '';
    if (rule.effect === 'enforced' && message !== '') {
      const used = check.verdict.findings.filter((finding) => finding.rules.indexOf(rule.id) >= 0);
      const worst = Math.min(rank.warning, ...used.map((finding) => rank[finding.severity]));
      lines.push({ rank: rule.action === 'block' ? rank.danger : worst, text: fillRule(message, used, language) });
    }
  }
  return lines;
}

/** The placeholders of a rule's message, as far as the server left them: recipients, files, words, count, limit. */
function fillRule(message: string, used: readonly Finding[], language: Language): string {
  const say = words[language];
  const values: Record<string, unknown> = {};
  for (const finding of used) {
    for (const name of Object.keys(finding.args)) {
      values[name] = finding.args[name];
    }
  }
  const list = (parts: readonly (readonly string[])[]) => targets(unique(parts), say.separator, say.moreTargets);
  values.recipients = list(used.map((finding) => finding.recipients));
  values.files = list(used.map((finding) => finding.attachments));
  return fill(message, values, say.separator);
}

function findingLines(check: Check, language: Language): Line[] {
  const say = words[language];
  return check.verdict.findings
    .filter((finding) => finding.severity !== 'hidden' && finding.code !== 'policy.rule')
    .map((finding) => {
      const title =
        catalogues[language].findings[finding.code]?.title ?? fill(say.unknown, { code: finding.code }, say.separator);
      const at = targets(unique([finding.recipients, finding.attachments]), say.separator, say.moreTargets);
      const text = fill(title, named(finding, language), say.separator) + within(finding.args.inside, language);
      return { rank: rank[finding.severity], text: at === '' ? text : text + say.colon + at };
    });
}

/** Names the file of a container that a finding is about; empty for an attachment itself. As server/catalogue/catalogue.go. */
function within(inside: unknown, language: Language): string {
  if (typeof inside !== 'string' || inside === '') return '';
  return language === 'ja' ? `（${inside} の中）` : ` (in ${inside})`;
}

// The arguments that are octets, as in server/catalogue/fill.go.
const octets = ['attachment.to-external.size', 'attachment.too-large.value', 'attachment.too-large.limit'];

/** Values that the engine takes from a fixed set, and sizes, as people say them. */
function named({ code, args }: Finding, language: Language): Record<string, unknown> {
  const names = catalogues[language].values;
  const said: Record<string, unknown> = {};
  for (const key of Object.keys(args)) {
    const value = args[key];
    said[key] = typeof value === 'string' ? momentText(nameOf(names, key, value), language) : value;
    if (typeof value === 'number' && octets.indexOf(`${code}.${key}`) >= 0) said[key] = sizeText(value);
  }
  return said;
}

function nameOf(names: (typeof catalogues)['ja']['values'], key: string, value: string): string {
  const plain = value.replace(/^@builtin\//, '');
  const has = Object.prototype.hasOwnProperty;
  const set = has.call(names, key) ? names[key] : undefined;
  return (set && has.call(set, plain) ? set[plain] : undefined) ?? value;
}

const units = ['B', 'KB', 'MB', 'GB'];

/** Octets in steps of 1,000, as the policy language counts. The runtime may have no Intl. */
function sizeText(octets: number): string {
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function dutyName(name: string, language: Language): string {
  return catalogues[language].actions[name] ?? catalogues[language].changes[name] ?? name;
}

function unique(parts: readonly (readonly string[])[]): string[] {
  return Array.from(new Set(parts.reduce<string[]>((all, part) => all.concat(part), [])));
}
