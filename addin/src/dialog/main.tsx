import '@sekisho/ui/tokens.css';
import { languageOf, SekishoProvider } from '@sekisho/ui';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { whenReady } from '../office';
import { onParentMessage, tellParent } from '../office/dialog';
import { globalReady, officePatience } from '../taskpane/global-ready';
import { OfficeMissing } from '../taskpane/OfficeMissing';
import { Dialog, type Opener } from './Dialog';
import { toDialog } from './messages';

const root = createRoot(document.getElementById('root') ?? document.body.appendChild(document.createElement('div')));
const guess = languageOf(navigator.language);

/** Speaks the language of Outlook, which the opener knows. */
function Page() {
  const [language, setLanguage] = useState(guess);
  const [opener] = useState<Opener>(() => ({
    tell: (message) => tellParent(location.origin, JSON.stringify(message)),
    onMessage: (heard) =>
      onParentMessage(location.origin, (text) => {
        const message = toDialog(text);
        if (message === undefined) return;
        if ('language' in message) setLanguage(message.language);
        heard(message);
      }),
  }));
  return (
    <SekishoProvider language={language} scheme="system">
      <Dialog opener={opener} />
    </SekishoProvider>
  );
}

async function start() {
  try {
    await globalReady('Office', officePatience);
    await whenReady(officePatience);
  } catch {
    root.render(
      <SekishoProvider language={guess} scheme="system">
        <OfficeMissing />
      </SekishoProvider>,
    );
    return;
  }
  root.render(<Page />);
}

void start();
