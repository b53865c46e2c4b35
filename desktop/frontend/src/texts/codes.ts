import { fill, type Language } from '@sekisho/ui';
import en from './codes.en.json';
import ja from './codes.ja.json';

/** What is said of a code: what is the matter, and what to do. */
export interface Saying {
  readonly title: string;
  readonly advice: string;
}

/** The sorts of codes: what does not work, and what an action failed of. */
export type CodeSort = 'trouble' | 'problem';

const books: Readonly<Record<Language, Readonly<Record<CodeSort, Readonly<Record<string, Saying>>>>>> = { ja, en };

/** Says a code in a language; undefined where there is no sentence for it. */
export function sayCode(
  language: Language,
  sort: CodeSort,
  code: string,
  args: Readonly<Record<string, string>> = {},
): Saying | undefined {
  const book = books[language][sort];
  // Codes come from elsewhere: "constructor" is one that every object seems to have.
  const found = Object.hasOwn(book, code) ? book[code] : undefined;
  return found && { title: fill(found.title, args), advice: fill(found.advice, args) };
}
