import { type Translate, translator, useText } from '@sekisho/ui';
import en from './en.json';
import ja from './ja.json';

/** The keys of the window's own sentences. */
export type WindowTextKey = keyof typeof ja;

const translators = {
  ja: translator<WindowTextKey>('ja', { ja, en }),
  en: translator<WindowTextKey>('en', { ja, en }),
};

/** Gives the translator of the window's own sentences for the surrounding language. */
export function useWindowText(): Translate<WindowTextKey> {
  return translators[useText().language];
}

/** Tells whether a text is a key of the window's own sentences. */
export function isWindowTextKey(text: string): text is WindowTextKey {
  return Object.hasOwn(ja, text);
}
