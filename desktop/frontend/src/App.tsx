import { Spinner } from '@fluentui/react-components';
import { languageOf, SekishoProvider } from '@sekisho/ui';
import { useEffect, useState } from 'react';
import { AccountsPage } from './accounts/AccountsPage';
import type { Bound, Mail, Status } from './backend/api.gen';
import { BackendProvider, useBackend, useLive } from './backend/BackendProvider';
import type { Backend } from './backend/backend';
import { WaitingPage } from './confirm/WaitingPage';
import { DiagnosticsPage } from './diagnostics/DiagnosticsPage';
import { GuidesPage } from './guides/GuidesPage';
import { HeldPage } from './held/HeldPage';
import { HistoryPage } from './history/HistoryPage';
import { HomePage } from './home/HomePage';
import { Boundary } from './parts/Boundary';
import { ProblemBar } from './parts/ProblemBar';
import { ProgramsPage } from './programs/ProgramsPage';
import { SettingsPage } from './settings/SettingsPage';
import { isPlace, type Place } from './shell/places';
import { Shell } from './shell/Shell';
import { useWindowText } from './texts/use-window-text';

const loadStatus = (call: Bound) => call.Status();
const loadMails = (call: Bound) => call.Waiting();

/** The window. */
export function App({ backend }: { backend: Backend }) {
  return (
    <BackendProvider backend={backend}>
      <Window />
    </BackendProvider>
  );
}

function Window() {
  const { value: status, problem } = useLive(loadStatus, ['status', 'mails', 'held', 'accounts', 'settings']);
  const { value: mails = [] } = useLive(loadMails, ['mails', 'show']);
  const language = languageOf(status?.language || navigator.language);
  return (
    <SekishoProvider language={language} scheme="system">
      {status ? <Pages status={status} mails={mails} /> : <Loading />}
      <ProblemBar problem={problem} />
    </SekishoProvider>
  );
}

function Loading() {
  const t = useWindowText();
  return <Spinner label={t('loading')} />;
}

function Pages({ status, mails }: { status: Status; mails: readonly Mail[] }) {
  const { call, onChange } = useBackend();
  const [place, setPlace] = useState<Place>('home');
  const [shown, setShown] = useState(0);
  const some = mails.length > 0;
  // A mail that waits comes first: when one arrives, and whenever the window comes up while one waits.
  useEffect(() => {
    if (some) setPlace('waiting');
  }, [some]);
  useEffect(() => {
    const comeUp = () => {
      setShown((times) => times + 1);
      call.Page().then(
        (page) => {
          if (isPlace(page)) setPlace(page);
          else if (some) setPlace('waiting');
        },
        () => undefined,
      );
    };
    return onChange((topic) => {
      if (topic === 'show') comeUp();
    });
  }, [call, onChange, some]);
  // The page that was asked for before there was a window.
  useEffect(() => {
    call.Page().then(
      (page) => isPlace(page) && setPlace(page),
      () => undefined,
    );
  }, [call]);
  return (
    <Shell here={place} counts={{ waiting: mails.length, held: status.held }} onGo={setPlace}>
      <Boundary key={place}>
        {place === 'home' && <HomePage status={status} onGo={setPlace} />}
        {place === 'waiting' && <WaitingPage mails={mails} shown={shown} />}
        {place === 'held' && <HeldPage />}
        {place === 'history' && <HistoryPage />}
        {place === 'accounts' && <AccountsPage onGo={setPlace} />}
        {place === 'programs' && <ProgramsPage onGo={setPlace} />}
        {place === 'guides' && <GuidesPage onGo={setPlace} />}
        {place === 'settings' && <SettingsPage server={status.server} />}
        {place === 'diagnostics' && <DiagnosticsPage />}
      </Boundary>
    </Shell>
  );
}
