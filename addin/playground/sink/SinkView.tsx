import {
  Button,
  createFocusOutlineStyle,
  Link,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { formatSize, formatTime, useText } from '@sekisho/ui';
import { useEffect, useState } from 'react';
import type { DemoServer, StoredMail } from '../demo-server';
import { usePlaygroundText } from '../texts/use-playground-text';

const useStyles = makeStyles({
  view: {
    display: 'flex',
    gap: tokens.spacingHorizontalL,
    alignItems: 'stretch',
    '@media (max-width: 799px)': { flexDirection: 'column' },
  },
  card: {
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    padding: tokens.spacingHorizontalL,
    minWidth: 0,
  },
  left: { width: '360px', flexShrink: 0, boxSizing: 'border-box', '@media (max-width: 799px)': { width: '100%' } },
  right: { flexGrow: 1 },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  mail: {
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    padding: tokens.spacingVerticalS,
    border: 'none',
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    font: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ...createFocusOutlineStyle(),
  },
  chosen: { backgroundColor: tokens.colorNeutralBackground1Selected },
  small: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  raw: {
    margin: 0,
    maxHeight: 'calc(100vh - 240px)',
    minHeight: '240px',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    ...createFocusOutlineStyle(),
  },
});

interface SinkViewProps {
  readonly mails: readonly StoredMail[];
  readonly server: DemoServer;
  readonly onRefresh: () => void;
  readonly onClear: () => void;
}

/** What arrived behind the gate, newest first, and the chosen mail exactly as it arrived. */
export function SinkView({ mails, server, onRefresh, onClear }: SinkViewProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const [picked, setPicked] = useState<string>();
  const chosen = mails.find((mail) => mail.id === picked) ?? mails[0];
  const raw = useRaw(server, chosen?.id);
  return (
    <div className={styles.view}>
      <section className={mergeClasses(styles.card, styles.left)} aria-label={t('tab.sink', { count: mails.length })}>
        <div className={styles.buttons}>
          <Button size="small" icon={<ArrowClockwiseRegular />} onClick={onRefresh}>
            {t('sink.refresh')}
          </Button>
          <Button size="small" icon={<DeleteRegular />} disabled={mails.length === 0} onClick={onClear}>
            {t('sink.clear')}
          </Button>
        </div>
        {mails.length === 0 && <Text weight="semibold">{t('sink.empty')}</Text>}
        <ul className={styles.list}>
          {mails.map((mail) => (
            <li key={mail.id}>
              <MailButton mail={mail} chosen={mail === chosen} onChoose={() => setPicked(mail.id)} />
            </li>
          ))}
        </ul>
      </section>
      <section className={mergeClasses(styles.card, styles.right)} aria-label={t('sink.raw')}>
        {chosen === undefined ? (
          <Text>{t('sink.emptyText')}</Text>
        ) : (
          <>
            <NoticeLinks links={chosen.links ?? []} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long mail scrolls, so the keyboard must reach it. */}
            <pre className={styles.raw} tabIndex={0}>
              {raw}
            </pre>
          </>
        )}
      </section>
    </div>
  );
}

// A notice has one link, or one for each language.
function NoticeLinks({ links }: { links: readonly string[] }) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const { language } = useText();
  const link = links.find((url) => url.endsWith(`lang=${language}`)) ?? links[0];
  if (link === undefined) return null;
  return (
    <div className={styles.buttons}>
      <Link href={link} target="_blank" rel="noreferrer">
        {t('sink.open')}
      </Link>
    </div>
  );
}

interface MailButtonProps {
  readonly mail: StoredMail;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function MailButton({ mail, chosen, onChoose }: MailButtonProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const { language } = useText();
  return (
    <button
      type="button"
      aria-current={chosen}
      className={mergeClasses(styles.mail, chosen && styles.chosen)}
      onClick={onChoose}
    >
      <Text weight="semibold">{mail.subject || t('sink.noSubject')}</Text>
      <span className={styles.small}>{t('sink.to', { to: mail.to.join(', ') })}</span>
      <span className={styles.small}>
        {formatTime(mail.time, language)} {formatSize(mail.size, language)}
      </span>
    </button>
  );
}

function useRaw(server: DemoServer, id: string | undefined): string {
  const [raw, setRaw] = useState('');
  useEffect(() => {
    let current = true;
    setRaw('');
    if (id === undefined) return;
    server.raw(id).then(
      (text) => current && setRaw(text),
      (cause: unknown) => current && setRaw(String(cause)),
    );
    return () => {
      current = false;
    };
  }, [server, id]);
  return raw;
}
