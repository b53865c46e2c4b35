import { FluentProvider, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { LanguageProvider } from '../i18n/LanguageProvider';
import type { Language } from '../i18n/text';
import { darkTheme, lightTheme } from './theme';
import { type ColorScheme, useDarkMode } from './useDarkMode';

const useStyles = makeStyles({
  root: {
    minHeight: '100vh',
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
    // Japanese breaks between phrases where the browser can; elsewhere it is ignored.
    wordBreak: 'auto-phrase',
  },
});

interface SekishoProviderProps {
  readonly language: Language;
  readonly scheme?: ColorScheme;
  readonly children: ReactNode;
}

/** The frame of every page: theme, language, and the document's own lang and colour scheme. */
export function SekishoProvider({ language, scheme = 'system', children }: SekishoProviderProps) {
  const styles = useStyles();
  const dark = useDarkMode(scheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [language, dark]);
  return (
    <FluentProvider theme={dark ? darkTheme : lightTheme}>
      {/* Inside, because Fluent copies the provider's own class to every menu and dialog. */}
      <div className={styles.root}>
        <LanguageProvider language={language}>{children}</LanguageProvider>
      </div>
    </FluentProvider>
  );
}
