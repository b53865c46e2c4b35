import type { Check } from '@sekisho/client';
import type { Language } from './words';
import { words } from './words';

/** Characters that Outlook shows above an item, and characters of the button there. */
export const insightLimit = 150;

/** One line about the worst of what was found so far; undefined: nothing that somebody should see while writing. */
export function insightText(check: Check, language: Language): string | undefined {
  const worth = (check.alert?.lines ?? []).filter((line) => line.severity !== 'info');
  const first = worth[0];
  if (first === undefined) {
    return undefined;
  }
  const say = words[language];
  const more = worth.length === 1 ? '' : ` (+${worth.length - 1})`;
  const line = `${say.name}${say.colon}${first.text}`;
  const room = insightLimit - more.length;
  return (line.length > room ? `${line.slice(0, room - 1)}…` : line) + more;
}
