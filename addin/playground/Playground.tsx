import { makeStyles, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { SekishoProvider } from '@sekisho/ui';
import { useCallback, useEffect, useState } from 'react';
import { ComposeWindow } from './compose/ComposeWindow';
import { composedFile } from './compose/read-files';
import type { DemoConfig, DemoServer, StoredMail } from './demo-server';
import { type Draft, newDraft } from './office';
import { DialogFrame } from './outlook/DialogFrame';
import { NoticeBars } from './outlook/NoticeBars';
import { OutcomeBar } from './outlook/OutcomeBar';
import { PaneFrame } from './outlook/PaneFrame';
import { SmartAlert } from './outlook/SmartAlert';
import { type ExampleId, example } from './samples/examples';
import { SinkView } from './sink/SinkView';
import { TopBar } from './TopBar';
import { usePlaygroundText } from './texts/use-playground-text';
import { type Loaders, type Outlook, type Surroundings, useOutlook } from './useOutlook';

const useStyles = makeStyles({
  main: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    maxWidth: '1280px',
    margin: '0 auto',
  },
  hint: { color: tokens.colorNeutralForeground2 },
  desk: {
    display: 'flex',
    gap: tokens.spacingHorizontalL,
    alignItems: 'stretch',
    '@media (max-width: 799px)': { flexDirection: 'column' },
  },
});

interface PlaygroundProps {
  readonly config: DemoConfig;
  readonly server: DemoServer;
  readonly initial: Surroundings;
  /** Runs the add-in's code. */
  readonly load: Loaders;
}

/** The whole page: a compose window with the real add-in, and what arrived behind the gate. */
export function Playground({ config, server, initial, load }: PlaygroundProps) {
  const [surroundings, setSurroundings] = useState(initial);
  const [dark, setDark] = useState(() => window.matchMedia('(prefers-color-scheme: dark)').matches);
  const desk = { config, server, load, surroundings, dark };
  return (
    <SekishoProvider language={surroundings.language} scheme={dark ? 'dark' : 'light'}>
      <Desk
        {...desk}
        onDark={setDark}
        onSurroundings={(change) => setSurroundings((before) => ({ ...before, ...change }))}
      />
    </SekishoProvider>
  );
}

interface DeskProps {
  readonly config: DemoConfig;
  readonly server: DemoServer;
  readonly load: Loaders;
  readonly surroundings: Surroundings;
  readonly dark: boolean;
  readonly onDark: (dark: boolean) => void;
  readonly onSurroundings: (change: Partial<Surroundings>) => void;
}

function Desk({ config, server, load, surroundings, dark, onDark, onSurroundings }: DeskProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const blank = () => newDraft(config.account, { from: { address: config.account, name: config.name } });
  const [draft, setDraft] = useState<Draft>(blank);
  const [, redraw] = useState(0);
  const [tab, setTab] = useState<'compose' | 'sink'>('compose');
  const [skip, setSkip] = useState(false);
  const sink = useSink(server);
  const outlook = useOutlook(draft, surroundings, server, config.account, load, () => {
    setDraft(blank());
    sink.refresh();
  });
  const edit = (change: (draft: Draft) => void) => {
    change(draft);
    outlook.host.edited();
    redraw((count) => count + 1);
  };
  const start = (id: ExampleId) => {
    const { to, cc, subject, body, files, more } = example(id, surroundings.language);
    setDraft({
      ...blank(),
      to: [...to],
      cc: [...(cc ?? [])],
      subject,
      body: { text: body, html: body },
      attachments: files.map(composedFile),
      ...more,
    });
    outlook.forgetOutcome();
    setTab('compose');
  };
  return (
    <>
      <TopBar
        surroundings={surroundings}
        dark={dark}
        onSurroundings={onSurroundings}
        onDark={onDark}
        onExample={start}
      />
      <main className={styles.main}>
        <Text className={styles.hint}>{t('hint')}</Text>
        <TabList selectedValue={tab} onTabSelect={(_event, data) => setTab(data.value as typeof tab)}>
          <Tab value="compose">{t('tab.compose')}</Tab>
          <Tab value="sink">{t('tab.sink', { count: sink.mails.length })}</Tab>
        </TabList>
        {outlook.outcome && (
          <OutcomeBar outcome={outlook.outcome} onShow={() => setTab('sink')} onDismiss={outlook.forgetOutcome} />
        )}
        {tab === 'sink' ? (
          <SinkView mails={sink.mails} server={server} onRefresh={sink.refresh} onClear={sink.clear} />
        ) : (
          <div className={styles.desk}>
            <ComposeWindow
              draft={draft}
              own={{ address: config.account, name: config.name }}
              notices={<NoticeBars host={outlook.host} />}
              onKind={(kind) => setDraft({ ...draft, kind, bcc: [], rooms: [], start: 'new' })}
              edit={edit}
              busy={busyOf(outlook)}
              skip={skip}
              onSkip={setSkip}
              onSend={() => outlook.send(!skip)}
              onDiscard={() => setDraft(blank())}
              onPane={() => outlook.host.runCommand(paneControls[draft.kind])}
            />
            {outlook.host.pane && <PaneFrame host={outlook.host} dark={dark} />}
          </div>
        )}
      </main>
      <SmartAlert alert={outlook.host.alert} onPress={(kind) => void outlook.host.press(kind)} />
      <DialogFrame host={outlook.host} />
    </>
  );
}

const paneControls = { message: 'sekishoMessagePane', appointment: 'sekishoMeetingPane' } as const;

function busyOf({ host, delivering }: Outlook): 'checking' | 'sending' | undefined {
  if (delivering) return 'sending';
  return host.status === 'checking' ? 'checking' : undefined;
}

function useSink(server: DemoServer) {
  const [mails, setMails] = useState<readonly StoredMail[]>([]);
  const refresh = useCallback(() => {
    server.list().then(setMails, () => setMails([]));
  }, [server]);
  useEffect(refresh, [refresh]);
  const clear = () => void server.clear().then(refresh, refresh);
  return { mails, refresh, clear };
}
