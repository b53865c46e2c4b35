import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { type ReactNode, useCallback, useState } from 'react';
import type { Account, Bound } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { CopyButton } from '../parts/CopyButton';
import { Facts } from '../parts/Facts';
import { ProblemBar } from '../parts/ProblemBar';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  local: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
  },
  text: { margin: 0 },
  value: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

/** What to enter in a mail program for one address. */
export function LocalSettings({ account }: { account: Account }) {
  const styles = useStyles();
  const t = useWindowText();
  const load = useCallback((call: Bound) => call.Local(account.id), [account.id]);
  const { value: local, problem } = useLive(load, ['accounts']);
  const copyable = (name: string, value: string, shown: ReactNode = value) => (
    <span className={styles.value}>
      <span className={styles.code}>{shown}</span>
      <CopyButton text={value} label={`${t('copy')}: ${name}`} />
    </span>
  );
  if (problem) return <ProblemBar problem={problem} />;
  if (!local) return <Spinner size="small" label={t('loading')} />;
  const facts: (readonly [string, ReactNode])[] = [
    [t('local.host'), copyable(t('local.host'), local.host)],
    [t('local.port'), t('local.portValue', { tls: local.tls, startTLS: local.startTLS })],
    [t('local.login'), copyable(t('local.login'), local.login)],
    [t('local.password'), local.password ? <Secret password={local.password} /> : t('local.passwordOwn')],
  ];
  if (local.certificate) facts.push([t('local.certificate'), copyable(t('local.certificate'), local.certificate)]);
  return (
    <div className={styles.local}>
      <p className={styles.text}>{t('local.text', { address: account.address })}</p>
      <Facts facts={facts} />
    </div>
  );
}

function Secret({ password }: { password: string }) {
  const styles = useStyles();
  const t = useWindowText();
  const [shown, setShown] = useState(false);
  return (
    <span className={styles.value}>
      <span className={styles.code}>{shown ? password : '••••••••'}</span>
      <Button size="small" appearance="subtle" onClick={() => setShown(!shown)}>
        {t(shown ? 'local.hide' : 'local.show')}
      </Button>
      <CopyButton text={password} label={`${t('copy')}: ${t('local.password')}`} />
    </span>
  );
}
