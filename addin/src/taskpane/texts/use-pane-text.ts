import { type Translate, translator, useText } from '@sekisho/ui';
import en from './en.json';
import ja from './ja.json';

/** The keys of the pane's own sentences. */
export type PaneTextKey = keyof typeof ja;

const translators = { ja: translator<PaneTextKey>('ja', { ja, en }), en: translator<PaneTextKey>('en', { ja, en }) };

/** Gives the translator of the pane's own sentences for the surrounding language. */
export function usePaneText(): Translate<PaneTextKey> {
  return translators[useText().language];
}
