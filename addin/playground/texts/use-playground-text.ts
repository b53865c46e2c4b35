import { type Translate, translator, useText } from '@sekisho/ui';
import en from './en.json';
import ja from './ja.json';

/** The keys of the playground's own sentences. */
export type PlaygroundTextKey = keyof typeof ja;

const translators = {
  ja: translator<PlaygroundTextKey>('ja', { ja, en }),
  en: translator<PlaygroundTextKey>('en', { ja, en }),
};

/** Gives the translator of the playground's own sentences for the surrounding language. */
export function usePlaygroundText(): Translate<PlaygroundTextKey> {
  return translators[useText().language];
}
