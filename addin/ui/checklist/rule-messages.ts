import type { Language } from '../i18n/text';
import type { Verdict } from '../verdict';

/** Finds the messages of enforced rules by rule id in a language; the other language where one is missing. */
export function ruleMessages(verdict: Verdict, language: Language): Map<string, string> {
  const messages = new Map<string, string>();
  for (const rule of verdict.rules) {
    if (rule.effect !== 'enforced' || !rule.message) continue;
    const text = rule.message[language] || rule.message.ja || rule.message.en;
    if (text) messages.set(rule.id, text);
  }
  return messages;
}
