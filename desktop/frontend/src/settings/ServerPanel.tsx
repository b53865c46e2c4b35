import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useBackend } from '../backend/BackendProvider';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  text: { margin: 0 },
  send: { alignSelf: 'flex-start' },
});

/** The organisation's server: which one it is, or how to connect with one. */
export function ServerPanel({ server }: { server: string }) {
  const styles = useStyles();
  const t = useWindowText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  const [pressed, setPressed] = useState(false);
  const [connected, setConnected] = useState(false);
  const addressWrong = !/^https:\/\/\S+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(address.trim());
  const codeMissing = code.trim() === '';
  const connect = (event: FormEvent) => {
    event.preventDefault();
    setPressed(true);
    if (addressWrong || codeMissing) return;
    run(async () => {
      await call.Enrol({ server: address.trim(), code: code.trim() });
      setConnected(true);
    });
  };
  return (
    <Panel heading={t('settings.server')}>
      <p className={styles.text}>{server ? t('settings.serverOn', { server }) : t('settings.serverHow')}</p>
      <ProblemBar problem={problem} />
      <span role="status">{connected && t('settings.connected')}</span>
      {!server && !connected && (
        <form className={styles.form} onSubmit={connect} noValidate>
          <Field
            label={t('settings.serverAddress')}
            required
            {...(pressed && addressWrong ? { validationMessage: t('settings.serverWrong') } : {})}
          >
            <Input type="url" value={address} onChange={(_event, data) => setAddress(data.value)} />
          </Field>
          <Field
            label={t('settings.serverCode')}
            required
            {...(pressed && codeMissing ? { validationMessage: t('settings.serverCodeMissing') } : {})}
          >
            <Input autoComplete="off" value={code} onChange={(_event, data) => setCode(data.value)} />
          </Field>
          <Button className={styles.send} type="submit" disabled={busy}>
            {t(busy ? 'settings.connecting' : 'settings.connect')}
          </Button>
        </form>
      )}
    </Panel>
  );
}
