import { Button, Field, makeStyles, Select, tokens } from '@fluentui/react-components';
import { BookOpenRegular } from '@fluentui/react-icons/svg/book-open';
import { useCallback, useState } from 'react';
import { LocalSettings } from '../accounts/LocalSettings';
import type { Account, Bound } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { CopyButton } from '../parts/CopyButton';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import type { Place } from '../shell/places';
import { useWindowText } from '../texts/use-window-text';
import { AppleProfile } from './AppleProfile';

const useStyles = makeStyles({
  text: { margin: 0 },
  steps: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    margin: 0,
    paddingLeft: tokens.spacingHorizontalXXL,
  },
  snippet: {
    margin: 0,
    padding: tokens.spacingHorizontalM,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
  },
});

const loadAccounts = (call: Bound) => call.Accounts();

/** How each mail program is told to send through the companion, step by step, with the words of its menus. */
export function GuidesPage({ onGo }: { onGo: (place: Place) => void }) {
  const styles = useStyles();
  const t = useWindowText();
  const { value: accounts, problem } = useLive(loadAccounts, ['accounts']);
  const [id, setId] = useState('');
  const account = accounts?.find((one) => one.id === id) ?? accounts?.[0];
  return (
    <Page title={t('nav.guides')} problem={problem} loading={!accounts}>
      <p className={styles.text}>{t('guides.intro')}</p>
      {!account && (
        <Empty
          icon={<BookOpenRegular />}
          title={t('accounts.empty')}
          text={t('programs.noAccount')}
          action={
            <Button appearance="primary" onClick={() => onGo('accounts')}>
              {t('first.accountAction')}
            </Button>
          }
        />
      )}
      {account && accounts && accounts.length > 1 && (
        <Field label={t('guides.account')}>
          <Select value={account.id} onChange={(_event, { value }) => setId(value)}>
            {accounts.map((one) => (
              <option key={one.id} value={one.id}>
                {one.address}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {account && <GuidesOf key={account.id} account={account} />}
    </Page>
  );
}

function GuidesOf({ account }: { account: Account }) {
  const styles = useStyles();
  const t = useWindowText();
  const load = useCallback((call: Bound) => call.Guides(account.id), [account.id]);
  const { value: guides, problem } = useLive(load, ['accounts', 'settings']);
  const [program, setProgram] = useState('');
  const guide = guides?.find((one) => one.program === program) ?? guides?.[0];
  if (!guide || !guides) return <ProblemBar problem={problem} />;
  return (
    <>
      <Field label={t('guides.program')}>
        <Select value={guide.program} onChange={(_event, { value }) => setProgram(value)}>
          {guides.map((one) => (
            <option key={one.program} value={one.program}>
              {one.title}
            </option>
          ))}
        </Select>
      </Field>
      <Panel heading={guide.title}>
        <ol className={styles.steps}>
          {guide.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {guide.snippet && (
          <>
            <pre className={styles.snippet}>{guide.snippet}</pre>
            <div>
              <CopyButton text={guide.snippet} label={t('guides.copy')} wide />
            </div>
          </>
        )}
        {guide.program === 'apple' && <AppleProfile account={account} />}
      </Panel>
      <Panel heading={t('local.heading')}>
        <LocalSettings account={account} />
      </Panel>
    </>
  );
}
