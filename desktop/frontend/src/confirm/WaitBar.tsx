import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { ClockDismissRegular } from '@fluentui/react-icons/svg/clock-dismiss';
import { formatTime, useText } from '@sekisho/ui';
import type { Mail } from '../backend/api.gen';
import { useWindowText } from '../texts/use-window-text';
import { patience, spoken } from './patience';
import { useNow } from './useNow';

// Minutes say more than hundreds of seconds.
const long = 180;
const short = 15;

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    fontVariantNumeric: 'tabular-nums',
  },
  late: { backgroundColor: tokens.colorStatusWarningBackground1, color: tokens.colorNeutralForeground1 },
  icon: { flexShrink: 0, fontSize: tokens.fontSizeBase500 },
  words: { minWidth: 0 },
  subject: {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  main: { fontWeight: tokens.fontWeightSemibold },
  spoken: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

/** How long the mail program still waits, or what to do once it does not. */
export function WaitBar({ mail }: { mail: Mail }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language } = useText();
  const left = patience(mail, useNow(mail.connected));
  const client = mail.client || t('client.unknown');
  const waits = left > 0;
  const text = waits
    ? left > long
      ? t('waiting.leftLong', { client, time: formatTime(mail.until, language) })
      : t('waiting.left', { client, seconds: left })
    : t('waiting.gaveUp', { client });
  const Icon = waits ? ClockRegular : ClockDismissRegular;
  return (
    <section className={mergeClasses(styles.bar, left <= short && styles.late)} aria-label={t('waiting.time')}>
      <Icon aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <div className={styles.main} role="timer" aria-live="off">
          {text}
        </div>
        <div className={styles.subject}>{mail.subject || t('subject.none')}</div>
        {!waits && <div>{t('waiting.gaveUpHow', { client })}</div>}
      </div>
      <span role="status" className={styles.spoken}>
        {spoken.includes(left) && t('waiting.soon', { client, seconds: left })}
        {!waits && text}
      </span>
    </section>
  );
}
