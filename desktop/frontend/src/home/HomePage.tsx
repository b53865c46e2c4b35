import { Button, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import type { Bound, Status } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { PastList } from '../history/PastList';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import type { Place } from '../shell/places';
import { useWindowText } from '../texts/use-window-text';
import { FirstRun } from './FirstRun';
import { KeptList } from './KeptList';
import { PauseDialog } from './PauseDialog';
import { StateCard } from './StateCard';
import { TroubleList } from './TroubleList';

const useStyles = makeStyles({ all: { alignSelf: 'flex-start' } });

const recent = 5;
const loadHistory = (call: Bound) => call.History({ words: '', outcome: '' });
const loadPrograms = (call: Bound) => call.ClientSetup();
const loadKept = (call: Bound) => call.Kept();

/** How the companion is, what is wrong, and what happened last; on the first run what to do first. */
export function HomePage({ status, onGo }: { status: Status; onGo: (place: Place) => void }) {
  const styles = useStyles();
  const t = useWindowText();
  const [pausing, setPausing] = useState(false);
  const history = useLive(loadHistory, ['history']);
  const programs = useLive(loadPrograms, ['programs']);
  const kept = useLive(loadKept, ['mails']);
  const mails = history.value?.mails.slice(0, recent) ?? [];
  const first = history.value !== undefined && mails.length === 0;
  const ready = programs.value?.some((program) => program.state !== 'absent') ?? false;
  // On the first run the steps say it.
  const troubles = status.troubles.filter((trouble) => !first || trouble.code !== 'no-account');
  return (
    <Page title={t('nav.home')} problem={history.problem}>
      <StateCard status={status} onPause={() => setPausing(true)} />
      <TroubleList troubles={troubles} />
      <KeptList mails={kept.value ?? []} />
      {first && <FirstRun account={status.accounts > 0} program={ready} onGo={onGo} />}
      {mails.length > 0 && (
        <Panel heading={t('state.recent')}>
          <PastList mails={mails} />
          <Button className={styles.all} appearance="subtle" onClick={() => onGo('history')}>
            {t('state.recentAll')}
          </Button>
        </Panel>
      )}
      {pausing && <PauseDialog longest={status.longestPause} onClose={() => setPausing(false)} />}
    </Page>
  );
}
