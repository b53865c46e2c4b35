import '@sekisho/ui/tokens.css';
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { languageOf, SekishoProvider } from '@sekisho/ui';
import { createRoot } from 'react-dom/client';
import { demoServer } from './demo-server';
import { eventFrames, functionFrames } from './outlook/frames';
import { Playground } from './Playground';
import { usePlaygroundText } from './texts/use-playground-text';

const root = createRoot(document.getElementById('root') as HTMLElement);
// Japanese first; ?lang=en for a link to the English page.
const language = languageOf(new URLSearchParams(window.location.search).get('lang') ?? navigator.language);

const load = { event: eventFrames(document.body), functionFile: functionFrames(document.body) };

function NotADemo({ reason }: { reason: string }) {
  const t = usePlaygroundText();
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('demo.off')}</MessageBarTitle> {t('demo.offText', { reason })}
      </MessageBarBody>
    </MessageBar>
  );
}

demoServer.config().then(
  (config) =>
    root.render(
      <Playground
        config={config}
        server={demoServer}
        load={load}
        initial={{ profile: 'web', mode: 'softBlock', language }}
      />,
    ),
  (cause: unknown) =>
    root.render(
      <SekishoProvider language={language}>
        <NotADemo reason={cause instanceof Error ? cause.message : String(cause)} />
      </SekishoProvider>,
    ),
);
