import { Button, Field, Input, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useText } from '@sekisho/ui';
import { type FormEvent, useState } from 'react';
import type { Account } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { sayCode } from '../texts/codes';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalM },
  field: { width: '100%', maxWidth: '420px' },
});

/** Saves a configuration profile for macOS: the certificate and, where the server for reading is named, the whole account. */
export function AppleProfile({ account }: { account: Account }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language } = useText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const [imap, setImap] = useState('');
  const [path, setPath] = useState('');
  const wrong = problem?.code === 'incoming' ? sayCode(language, 'problem', problem.code, problem.args) : undefined;
  const save = (event: FormEvent) => {
    event.preventDefault();
    run(async () => {
      setPath('');
      setPath(await call.SaveProfile(account.id, imap.trim()));
    });
  };
  return (
    <form className={styles.form} onSubmit={save} noValidate>
      <Field
        className={styles.field}
        label={t('guides.imap')}
        hint={t('guides.imapHint')}
        {...(wrong ? { validationMessage: `${wrong.title} ${wrong.advice}` } : {})}
      >
        <Input value={imap} autoComplete="off" onChange={(_event, { value }) => setImap(value)} />
      </Field>
      <ProblemBar problem={wrong ? undefined : problem} />
      <div role="status">
        {path && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{t('guides.saved', { path })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <Button type="submit" appearance="primary" disabled={busy}>
        {t('guides.save')}
      </Button>
    </form>
  );
}
