import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import type { NewAccount, Proposal } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { isWindowTextKey, useWindowText } from '../texts/use-window-text';
import { AccountForm } from './AccountForm';
import { looksLikeAddress } from './valid';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface AddAccountProps {
  readonly onDone: (address: string) => void;
  readonly onClose: () => void;
}

/** Adds an address: look up its provider, see what was found, mend it, add. */
export function AddAccount({ onDone, onClose }: AddAccountProps) {
  const styles = useStyles();
  const t = useWindowText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const [address, setAddress] = useState('');
  const [wrong, setWrong] = useState(false);
  const [found, setFound] = useState<Proposal>();
  const lookUp = (event: FormEvent) => {
    event.preventDefault();
    const typed = address.trim();
    setWrong(!looksLikeAddress(typed));
    if (!looksLikeAddress(typed)) return;
    run(async () => setFound(await call.Discover(typed)));
  };
  const add = (account: NewAccount) =>
    run(async () => {
      const { id } = await call.AddAccount(account);
      onDone(account.address);
      if (account.auth === 'oauth') await call.SignIn(id);
    });
  if (found) {
    return (
      <Page title={t('add.heading')} problem={problem}>
        <Panel heading={found.address}>
          <Found source={found.source} ask={found.ask} />
          <AccountForm proposal={found} busy={busy} onSave={add} onClose={onClose} />
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={t('add.heading')}>
      <ProblemBar problem={problem} />
      <form className={styles.form} onSubmit={lookUp} noValidate>
        <Field
          label={t('add.address')}
          hint={t('add.addressHint')}
          required
          {...(wrong ? { validationMessage: t('add.addressWrong') } : {})}
        >
          <Input type="email" autoComplete="off" value={address} onChange={(_event, data) => setAddress(data.value)} />
        </Field>
        <div role="status">{busy && <Spinner size="tiny" label={t('add.looking')} />}</div>
        <div className={styles.actions}>
          <Button appearance="primary" type="submit" disabled={busy}>
            {t('add.lookUp')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Page>
  );
}

function Found({ source, ask }: { source: string; ask: boolean }) {
  const t = useWindowText();
  const key = `add.found.${source}`;
  const found = isWindowTextKey(key);
  return (
    <MessageBar intent={found && !ask ? 'success' : 'warning'} layout="multiline">
      <MessageBarBody>
        {t(found ? key : 'add.notFound')} {ask && t('add.ask')}
      </MessageBarBody>
    </MessageBar>
  );
}
