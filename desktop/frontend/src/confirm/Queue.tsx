import { createFocusOutlineStyle, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Mail } from '../backend/api.gen';
import { useWindowText } from '../texts/use-window-text';
import { patience } from './patience';
import { useNow } from './useNow';

const narrow = '@media (max-width: 719px)';

const useStyles = makeStyles({
  queue: {
    position: 'sticky',
    top: 0,
    boxSizing: 'border-box',
    maxHeight: '100vh',
    overflowY: 'auto',
    padding: tokens.spacingHorizontalS,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { position: 'static', maxHeight: '30vh', borderRight: 'none' },
  },
  heading: {
    margin: 0,
    padding: tokens.spacingHorizontalS,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, margin: 0, padding: 0 },
  item: { listStyleType: 'none' },
  mail: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: tokens.spacingHorizontalS,
    width: '100%',
    padding: tokens.spacingHorizontalS,
    border: `${tokens.strokeWidthThin} solid transparent`,
    borderRadius: tokens.borderRadiusMedium,
    textAlign: 'left',
    font: 'inherit',
    cursor: 'pointer',
    color: tokens.colorNeutralForeground1,
    backgroundColor: 'transparent',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ...createFocusOutlineStyle(),
  },
  here: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorCompoundBrandStroke}`,
  },
  subject: {
    fontWeight: tokens.fontWeightSemibold,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  small: {
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  time: { fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
});

interface QueueProps {
  readonly mails: readonly Mail[];
  readonly here: string;
  readonly onChoose: (id: string) => void;
}

/** The mails that wait, the oldest first, with how long each still has. */
export function Queue({ mails, here, onChoose }: QueueProps) {
  const styles = useStyles();
  const t = useWindowText();
  const now = useNow(mails.some((mail) => mail.connected));
  const heading = t('waiting.queue', { count: mails.length });
  return (
    <nav className={styles.queue} aria-label={heading}>
      <h2 className={styles.heading}>{heading}</h2>
      <ul className={styles.list}>
        {mails.map((mail) => {
          const left = patience(mail, now);
          return (
            <li key={mail.id} className={styles.item}>
              <button
                type="button"
                className={mergeClasses(styles.mail, mail.id === here && styles.here)}
                aria-current={mail.id === here ? 'true' : undefined}
                onClick={() => onChoose(mail.id)}
              >
                <span className={styles.subject}>{mail.subject || t('subject.none')}</span>
                <span className={styles.time}>
                  {left > 0 ? t('waiting.shortLeft', { seconds: left }) : t('waiting.shortGaveUp')}
                </span>
                <span className={styles.small}>{toLine(mail, t)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function toLine(mail: Mail, t: ReturnType<typeof useWindowText>): string {
  const to = mail.verdict.recipients.filter((recipient) => recipient.envelope);
  const first = to[0]?.name || to[0]?.address || '';
  return to.length > 1 ? t('waiting.toMore', { first, count: to.length - 1 }) : t('waiting.to', { first });
}
