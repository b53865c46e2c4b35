import en from './en.json';
import ja from './ja.json';

/** The languages every screen speaks. */
export type Language = 'ja' | 'en';

/** What a placeholder may be filled with. Lists are joined in the language's way by the caller. */
export type TextArgs = Readonly<Record<string, string | number>>;

/** The keys of this package's own sentences. */
export type TextKey = keyof typeof ja;

/** Says one sentence of a catalogue in the language it was made for. */
export type Translate<Key extends string = TextKey> = (key: Key, args?: TextArgs) => string;

// {name} is the value; {name|one|many} chooses by the number called name.
const placeholder = /\{([A-Za-z]+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** Fills the placeholders of a template. A placeholder without a value becomes empty. */
export function fill(template: string, args: TextArgs = {}): string {
  return template.replace(placeholder, (_all, name: string, one?: string, many?: string) => {
    const value = args[name];
    if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many;
    return value === undefined ? '' : String(value);
  });
}

/** Lists the names a template has placeholders for, sorted, each once. */
export function placeholders(template: string): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((match) => match[1] ?? ''))].sort();
}

/** Makes the translator of an application that brings its own pair of catalogues. */
export function translator<Key extends string>(
  language: Language,
  catalogues: { readonly ja: Readonly<Record<Key, string>>; readonly en: Readonly<Record<Key, string>> },
): Translate<Key> {
  const catalogue = catalogues[language];
  return (key, args) => fill(catalogue[key], args);
}

/** Makes the translator of this package. */
export function uiTranslator(language: Language): Translate {
  return translator<TextKey>(language, { ja, en });
}

/** Chooses a language from a tag of RFC 5646: Japanese for ja and ja-*, else English. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().split('-')[0] === 'ja' ? 'ja' : 'en';
}
