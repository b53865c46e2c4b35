import { Button, Field, Input, makeStyles, Radio, RadioGroup, Select, tokens } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import type { Account, NewAccount, Proposal } from '../backend/api.gen';
import { useWindowText } from '../texts/use-window-text';
import { looksLikeServer } from './valid';

const securities = ['implicit', 'starttls', 'none'] as const;

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  server: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  wide: { flex: '2 1 220px' },
  small: { flex: '1 1 140px' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface AccountFormProps {
  readonly proposal: Omit<Proposal, 'source' | 'ask'>;
  /** The account that is to be changed; without it one is added. */
  readonly old?: Account;
  readonly busy: boolean;
  readonly onSave: (account: NewAccount) => void;
  readonly onClose: () => void;
}

/** What was found out about an address, or is known of an account, to be looked at and mended. */
export function AccountForm({ proposal, old, busy, onSave, onClose }: AccountFormProps) {
  const styles = useStyles();
  const t = useWindowText();
  const [account, setAccount] = useState<NewAccount>({
    address: proposal.address,
    name: old?.name ?? '',
    login: proposal.login || proposal.address,
    upstream: proposal.upstream,
    security: proposal.security || 'implicit',
    auth: proposal.auth || 'passthrough',
    provider: proposal.provider,
    password: '',
  });
  const [pressed, setPressed] = useState(false);
  const set = (more: Partial<NewAccount>) => setAccount({ ...account, ...more });
  const serverWrong = !looksLikeServer(account.upstream);
  const passwordKept = old?.auth === 'password';
  const passwordMissing = account.auth === 'password' && account.password === '' && !passwordKept;
  const save = (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (serverWrong || passwordMissing) return;
    onSave(account.auth === 'password' ? account : { ...account, password: '' });
  };
  const auths =
    proposal.auth === 'oauth' || account.provider !== ''
      ? ['oauth', 'passthrough', 'password']
      : ['passthrough', 'password'];
  return (
    <form className={styles.form} onSubmit={save} noValidate>
      <Field label={t('add.name')}>
        <Input value={account.name} onChange={(_event, { value }) => set({ name: value })} />
      </Field>
      <Field label={t('add.login')}>
        <Input value={account.login} autoComplete="off" onChange={(_event, { value }) => set({ login: value })} />
      </Field>
      <div className={styles.server}>
        <Field
          className={styles.wide}
          label={t('add.server')}
          hint={t('add.serverHint')}
          required
          {...(pressed && serverWrong ? { validationMessage: t('add.serverWrong') } : {})}
        >
          <Input value={account.upstream} onChange={(_event, { value }) => set({ upstream: value.trim() })} />
        </Field>
        <Field className={styles.small} label={t('add.security')}>
          <Select value={account.security} onChange={(_event, { value }) => set({ security: value })}>
            {securities.map((security) => (
              <option key={security} value={security}>
                {t(`security.${security}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Field label={t('add.auth')}>
        <RadioGroup value={account.auth} onChange={(_event, { value }) => set({ auth: value })}>
          {auths.map((auth) => (
            <Radio key={auth} value={auth} label={t(`auth.${auth as 'oauth' | 'passthrough' | 'password'}`)} />
          ))}
        </RadioGroup>
      </Field>
      {account.auth === 'password' && (
        <Field
          label={t('add.password')}
          hint={t(passwordKept ? 'accounts.passwordHint' : 'add.passwordHint')}
          required={!passwordKept}
          {...(pressed && passwordMissing ? { validationMessage: t('add.passwordMissing') } : {})}
        >
          <Input
            type="password"
            autoComplete="off"
            value={account.password}
            onChange={(_event, { value }) => set({ password: value })}
          />
        </Field>
      )}
      <div className={styles.actions}>
        <Button appearance="primary" type="submit" disabled={busy}>
          {old ? t('accounts.save') : t(busy ? 'add.saving' : 'add.save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
