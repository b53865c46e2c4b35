import '@sekisho/ui/tokens.css';
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { languageOf, SekishoProvider } from '@sekisho/ui';
import { createRoot } from 'react-dom/client';
import { demoServer } from './demo-server';
import { type ProfileId, profiles } from './office';
import { eventFrames, functionFrames } from './outlook/frames';
import { Playground } from './Playground';
import { usePlaygroundText } from './texts/use-playground-text';
import { playModes } from './useOutlook';

const root = createRoot(document.getElementById('root') as HTMLElement);
// Japanese first; ?lang=en for a link to the English page, ?client=classic-2404&mode=popup for one to that Outlook.
const query = new URLSearchParams(window.location.search);
const language = languageOf(query.get('lang') ?? navigator.language);
const client = query.get('client') ?? '';
const mode = query.get('mode') ?? '';
const initial = {
  profile: client in profiles ? (client as ProfileId) : 'web',
  mode: playModes.find((one) => one === mode) ?? 'softBlock',
  language,
} as const;

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
  (config) => root.render(<Playground config={config} server={demoServer} load={load} initial={initial} />),
  (cause: unknown) =>
    root.render(
      <SekishoProvider language={language}>
        <NotADemo reason={cause instanceof Error ? cause.message : String(cause)} />
      </SekishoProvider>,
    ),
);
