import '@sekisho/ui/tokens.css';
import { createClient } from '@sekisho/client';
import { type ColorScheme, type Language, languageOf, SekishoProvider, schemeOfBackground } from '@sekisho/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { OfficeCalls, readToken, serverOrigin, shareToken, whenReady, writeToken } from '../office';
import { onThemeChanged } from '../office/looks';
import { installPage } from '../office/page-keep';
import { PaneSignIn } from '../signin/page';
import { serverOf } from './api-server';
import { globalReady, officePatience } from './global-ready';
import { OfficeMissing } from './OfficeMissing';
import { officeHost } from './office-host';
import { Loading, TaskPane } from './TaskPane';
import { usePaneText } from './texts/use-pane-text';

/** Written in by the build. */
declare const __SEKISHO_VERSION__: string;

installPage();
const root = createRoot(document.getElementById('root') ?? document.body.appendChild(document.createElement('div')));

function show(content: ReactNode, language: Language, scheme: ColorScheme = 'system') {
  root.render(
    <SekishoProvider language={language} scheme={scheme}>
      {content}
    </SekishoProvider>,
  );
}

function Starting() {
  const t = usePaneText();
  return <Loading label={t('starting')} />;
}

/** Follows Outlook's theme while the pane is open. */
function ThemedPane({ children, language, scheme }: { children: ReactNode; language: Language; scheme: ColorScheme }) {
  const [current, setCurrent] = useState(scheme);
  useEffect(() => onThemeChanged((background) => setCurrent(schemeOfBackground(background))), []);
  return (
    <SekishoProvider language={language} scheme={current}>
      {children}
    </SekishoProvider>
  );
}

async function start() {
  // Outlook's language is not known before Office is there.
  const guess = languageOf(navigator.language);
  show(<Starting />, guess);
  try {
    await globalReady('Office', officePatience);
    await whenReady(officePatience);
  } catch {
    show(<OfficeMissing />, guess);
    return;
  }
  const calls = new OfficeCalls();
  const signIn = new PaneSignIn(serverOrigin(), calls);
  const client = createClient({ origin: serverOrigin(), token: () => signIn.token() });
  const host = officeHost(calls, client, __SEKISHO_VERSION__);
  const server = serverOf(client, signIn, (token) => writeToken(calls, token));
  // The send handler of classic Windows cannot see this page's keep: it finds the token on the item.
  const token = await readToken(calls);
  if (token !== '') await shareToken(calls, token);
  root.render(
    <ThemedPane language={host.language} scheme={host.scheme}>
      <TaskPane host={host} server={server} />
    </ThemedPane>,
  );
}

void start();
