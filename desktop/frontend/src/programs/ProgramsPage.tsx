import { Button, makeStyles } from '@fluentui/react-components';
import { AppsRegular } from '@fluentui/react-icons/svg/apps';
import { LocalSettings } from '../accounts/LocalSettings';
import type { Bound } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import type { Place } from '../shell/places';
import { useWindowText } from '../texts/use-window-text';
import { ProgramCard } from './ProgramCard';

const useStyles = makeStyles({ text: { margin: 0 }, guides: { alignSelf: 'flex-start' } });

const loadPrograms = (call: Bound) => call.ClientSetup();
const loadAccounts = (call: Bound) => call.Accounts();

/** The mail programs of this computer, and what to enter in all others. */
export function ProgramsPage({ onGo }: { onGo: (place: Place) => void }) {
  const styles = useStyles();
  const t = useWindowText();
  const { value: programs, problem, reload } = useLive(loadPrograms, ['programs', 'accounts']);
  const { value: accounts = [] } = useLive(loadAccounts, ['accounts']);
  return (
    <Page title={t('nav.programs')} problem={problem} loading={!programs}>
      <p className={styles.text}>{t('programs.intro')}</p>
      {programs?.length === 0 && (
        <Empty icon={<AppsRegular />} title={t('programs.empty')} text={t('programs.emptyHow')} />
      )}
      {programs?.map((program) => (
        <ProgramCard
          key={`${program.id} ${program.profile}`}
          program={program}
          ready={accounts.length > 0}
          onChanged={reload}
        />
      ))}
      <Panel heading={t('programs.other')}>
        <p className={styles.text}>{t('programs.otherHow')}</p>
        <Button className={styles.guides} onClick={() => onGo('guides')}>
          {t('guides.open')}
        </Button>
        {accounts.length === 0 && <p className={styles.text}>{t('programs.noAccount')}</p>}
        {accounts.map((account) => (
          <LocalSettings key={account.id} account={account} />
        ))}
      </Panel>
    </Page>
  );
}
