import { momentText } from '@sekisho/client/moment';
import en from '../../../server/catalogue/en.json';
import ja from '../../../server/catalogue/ja.json';
import type { Finding, Severity } from '../verdict';
import { formatSize } from './format';
import { fill, type Language, uiTranslator } from './text';

interface Entry {
  readonly title: string;
  readonly advice: string;
}

interface FindingCatalogue {
  readonly findings: Readonly<Record<string, Entry>>;
  readonly actions: Readonly<Record<string, string>>;
  readonly severities: Readonly<Record<string, string>>;
  readonly changes: Readonly<Record<string, string>>;
  /** Names of values that the engine takes from a fixed set, by argument and value. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Sentences for one rule, "policy.rule:baseline", and for one form of an argument, "recipient.listed:entry". */
  readonly special: Readonly<Record<string, Entry>>;
}

const catalogues: Readonly<Record<Language, FindingCatalogue>> = { ja, en };

/** What is said of one finding: what was seen, and what to do (empty if nothing is to be said). */
export interface FindingText {
  readonly title: string;
  readonly advice: string;
}

// Names come from mails: "constructor" is one that every object seems to have.
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

// The arguments that are octets, as in server/catalogue/fill.go.
const octets = ['attachment.to-external.size', 'attachment.too-large.value', 'attachment.too-large.limit'];

function argument(language: Language, code: string, name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    const separator = uiTranslator(language)('list.separator');
    return value
      .filter((part) => part !== '')
      .map((part) => argument(language, code, name, part))
      .join(separator);
  }
  if (typeof value === 'number' && octets.includes(`${code}.${name}`)) return formatSize(value, language);
  const names = own(catalogues[language].values, name);
  return (names && own(names, String(value).replace(/^@builtin\//, ''))) ?? momentText(String(value), language);
}

// A placeholder without a value leaves its brackets behind.
const emptyBrackets = /（[:：\s]*）| ?\([:\s]*\)/g;

/** Names the file of a container that a finding is about; empty for an attachment itself. As server/catalogue/catalogue.go. */
function within(language: Language, inside: unknown): string {
  if (typeof inside !== 'string' || inside === '') return '';
  return language === 'ja' ? `（${inside} の中）` : ` (in ${inside})`;
}

// What tells findings of one code apart that have sentences of their own, as in server/catalogue/catalogue.go: the rule, or that a
// rule names the address itself. Names of lists have none of the signs of an entry for addresses.
function variant({ code, args }: Pick<Finding, 'code' | 'args'>): string {
  const entry = code === 'recipient.listed' && /^(?!@builtin\/).*[.@*?]/.test(String(args.list));
  return entry ? 'entry' : String(args.rule);
}

/** Says a finding in a language. A code without a sentence is shown as the code, so nothing is ever hidden. */
export function findingText(language: Language, finding: Pick<Finding, 'code' | 'args'>): FindingText {
  const { findings, special } = catalogues[language];
  const entry = own(special, `${finding.code}:${variant(finding)}`) ?? own(findings, finding.code);
  if (!entry) return { title: uiTranslator(language)('findings.unknown', { code: finding.code }), advice: '' };
  const args = Object.fromEntries(
    Object.entries(finding.args).map(([name, value]) => [name, argument(language, finding.code, name, value)]),
  );
  return {
    title: fill(entry.title, args).replace(emptyBrackets, '') + within(language, finding.args.inside),
    advice: fill(entry.advice, args).replace(emptyBrackets, ''),
  };
}

/** Names a severity. */
export function severityName(language: Language, severity: Severity): string {
  return catalogues[language].severities[severity] ?? severity;
}

/** Names a duty (hold, approve) or a change (forceBcc, link) by its key in the policy language. */
export function dutyName(language: Language, key: string): string {
  const { actions, changes } = catalogues[language];
  return actions[key] ?? changes[key] ?? key;
}
