import { Button, Card, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { formatTime, useText } from '@sekisho/ui';
import { useCallback, useEffect, useState } from 'react';
import type { Answer, HeldServer, Hold } from './ports';
import { usePaneText } from './texts/use-pane-text';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, width: '100%', display: 'grid', gap: tokens.spacingVerticalS },
  title: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  text: { overflowWrap: 'anywhere' },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'end' },
});

interface HeldListProps {
  readonly server: HeldServer;
}

/** One's own mails that wait, with what may be done. Where none waits, or none can be read, it shows nothing. */
export function HeldList({ server }: HeldListProps) {
  const styles = useStyles();
  const t = usePaneText();
  const [holds, setHolds] = useState<readonly Hold[]>([]);
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    const answer = await server.list();
    if (answer.ok) setHolds(answer.value);
  }, [server]);
  useEffect(() => void load(), [load]);
  const act = async (done: Promise<Answer<void>>) => {
    setFailed(!(await done).ok);
    await load();
  };
  if (holds.length === 0 && !failed) return null;
  return (
    <section aria-labelledby="held" className={styles.list}>
      <h2 id="held" className={styles.title}>
        {t('held.title')}
      </h2>
      {failed && <Text role="alert">{t('held.failed')}</Text>}
      <ul className={styles.list}>
        {holds.map((hold) => (
          <li key={`${hold.id} ${hold.stage} ${hold.dueAt ?? ''}`}>
            <HeldMail hold={hold} server={server} onAct={(done) => void act(done)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface HeldMailProps extends HeldListProps {
  readonly hold: Hold;
  readonly onAct: (done: Promise<Answer<void>>) => void;
}

function HeldMail({ hold, server, onAct }: HeldMailProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { language } = useText();
  const [asking, setAsking] = useState(false);
  const { can } = hold;
  const until = hold.dueAt ? ` ${t('held.until', { until: formatTime(hold.dueAt, language) })}` : '';
  return (
    <Card>
      <Text weight="semibold" className={styles.text}>
        {hold.subject || t('held.noSubject')}
      </Text>
      <Text size={200} className={styles.text}>
        {t('held.to', { to: hold.recipients.map((r) => r.address).join(', ') })}
      </Text>
      <Text size={200}>
        {t(`held.${hold.kind}`)}
        {until}
      </Text>
      {asking && <Text role="alert">{t('held.really')}</Text>}
      <div className={styles.row}>
        {can.release && !asking && (
          <Button appearance="primary" onClick={() => onAct(server.release(hold))}>
            {t('held.release')}
          </Button>
        )}
        {can.cancel && !asking && <Button onClick={() => setAsking(true)}>{t('held.cancel')}</Button>}
        {asking && <Button onClick={() => onAct(server.cancel(hold))}>{t('held.yes')}</Button>}
        {asking && <Button onClick={() => setAsking(false)}>{t('held.no')}</Button>}
      </div>
      {can.earliest && can.latest && hold.dueAt && !asking && (
        <DueField from={can.earliest} to={can.latest} due={hold.dueAt} onChange={(at) => onAct(server.due(hold, at))} />
      )}
    </Card>
  );
}

interface DueFieldProps {
  readonly from: string;
  readonly to: string;
  readonly due: string;
  readonly onChange: (at: string) => void;
}

function DueField({ from, to, due, onChange }: DueFieldProps) {
  const styles = useStyles();
  const t = usePaneText();
  const [at, setAt] = useState(localOf(due));
  return (
    <div className={styles.row}>
      <Field label={t('held.due')}>
        <Input
          type="datetime-local"
          value={at}
          min={localOf(from)}
          max={localOf(to)}
          onChange={(_, data) => setAt(data.value)}
        />
      </Field>
      <Button disabled={at === '' || at === localOf(due)} onClick={() => onChange(new Date(at).toISOString())}>
        {t('held.change')}
      </Button>
    </div>
  );
}

/** A moment as the field has it: the time of this machine, to the minute. */
function localOf(moment: string): string {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
