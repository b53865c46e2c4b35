import { createContext, type ReactNode, useContext } from 'react';
import type { Language, Translate } from './text';
import { uiTranslator } from './text';

interface Texts {
  readonly language: Language;
  readonly t: Translate;
}

const translators = {
  ja: { language: 'ja', t: uiTranslator('ja') },
  en: { language: 'en', t: uiTranslator('en') },
} as const;

const LanguageContext = createContext<Texts>(translators.ja);

/** Sets the language of everything inside it. */
export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext.Provider value={translators[language]}>{children}</LanguageContext.Provider>;
}

/** Gives the language of the surrounding provider and its translator; Japanese without one. */
export function useText(): Texts {
  return useContext(LanguageContext);
}
