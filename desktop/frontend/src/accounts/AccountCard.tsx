import { Button, MessageBar, MessageBarBody, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Account, NewAccount } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import type { Problem } from '../backend/problem';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { isWindowTextKey, useWindowText } from '../texts/use-window-text';
import { AccountForm } from './AccountForm';
import { LocalSettings } from './LocalSettings';

const useStyles = makeStyles({
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

interface AccountCardProps {
  readonly account: Account;
  /** Its settings for mail programs are shown from the start. */
  readonly open: boolean;
  readonly onRemove: () => void;
  readonly onChanged: () => void;
  /** Opens the guides for mail programs. */
  readonly onGuides: () => void;
}

/** One address: where its mail goes, whether that works, and what to enter in mail programs. */
export function AccountCard({ account, open, onRemove, onChanged, onGuides }: AccountCardProps) {
  const styles = useStyles();
  const t = useWindowText();
  const { call } = useBackend();
  const testing = useAction();
  const signing = useAction();
  const changing = useAction();
  const [form, setForm] = useState(false);
  const [works, setWorks] = useState('');
  const [failed, setFailed] = useState<Problem>();
  const [shown, setShown] = useState(open);
  const { address } = account;
  const named = (key: string) => (isWindowTextKey(key) ? t(key) : key);
  const test = () =>
    testing.run(async () => {
      setWorks('');
      setFailed(undefined);
      const result = await call.TestAccount(account.id);
      setWorks(result.ok ? result.said : '');
      if (!result.ok) setFailed({ code: 'connect', args: {}, said: result.said, detail: '' });
    });
  // What was changed is tried at once: a password that is wrong is best known now.
  const change = (fresh: NewAccount) =>
    changing.run(async () => {
      await call.ChangeAccount(account.id, fresh);
      setForm(false);
      onChanged();
      if (fresh.auth === 'oauth' && account.auth !== 'oauth') signing.run(() => call.SignIn(account.id));
      else test();
    });
  return (
    <Panel heading={account.name ? `${account.name} <${address}>` : address}>
      {account.signIn && !signing.busy && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('accounts.signInNeeded', { provider: account.provider })}</MessageBarBody>
        </MessageBar>
      )}
      <Facts
        facts={[
          [t('accounts.server'), `${account.upstream} · ${named(`security.${account.security}`)}`],
          [t('add.login'), account.login],
          [t('add.auth'), named(`auth.${account.auth}`)],
        ]}
      />
      <ProblemBar problem={changing.problem ?? testing.problem ?? failed ?? signing.problem} />
      <div role="status">
        {works && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>
              {t('accounts.works')} {works}
            </MessageBarBody>
          </MessageBar>
        )}
        {signing.busy && <Spinner size="tiny" label={t('accounts.signInWaits')} />}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div className={styles.actions} role="group" aria-label={t('accounts.actions', { address })}>
        {account.auth === 'oauth' && (
          <Button
            appearance={account.signIn ? 'primary' : 'secondary'}
            disabled={signing.busy}
            onClick={() => signing.run(() => call.SignIn(account.id))}
          >
            {t('accounts.signIn')}
          </Button>
        )}
        <Button disabled={testing.busy} onClick={test}>
          {t(testing.busy ? 'accounts.testing' : 'accounts.test')}
        </Button>
        <Button
          aria-expanded={form}
          onClick={() => {
            setForm(!form);
            changing.forget();
          }}
        >
          {t('accounts.change')}
        </Button>
        <Button aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('accounts.local')}
        </Button>
        <Button onClick={onGuides}>{t('nav.guides')}</Button>
        <Button appearance="subtle" onClick={onRemove}>
          {t('accounts.remove')}
        </Button>
      </div>
      {form && (
        <AccountForm
          proposal={account}
          old={account}
          busy={changing.busy}
          onSave={change}
          onClose={() => setForm(false)}
        />
      )}
      {shown && <LocalSettings account={account} />}
    </Panel>
  );
}
