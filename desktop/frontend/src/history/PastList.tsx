import { Badge, Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { formatTime, useText } from '@sekisho/ui';
import { useId, useState } from 'react';
import type { Past } from '../backend/api.gen';
import { isWindowTextKey, useWindowText } from '../texts/use-window-text';
import { PastDetails } from './PastDetails';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0 },
  item: {
    listStyleType: 'none',
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTop: 'none' },
  },
  line: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalS },
  words: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0 },
  subject: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  small: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
  badge: { flexShrink: 0, height: 'auto', minHeight: '20px', maxWidth: '40%', textAlign: 'center' },
});

type Color = 'success' | 'informative' | 'warning' | 'danger';
const colors: Readonly<Record<string, Color>> = {
  sent: 'success',
  confirmed: 'success',
  held: 'informative',
  cancelled: 'informative',
  refused: 'danger',
  failed: 'danger',
  repeated: 'success',
  '': 'informative',
};

/** Mails of the past; each opens to say why it had its result. */
export function PastList({ mails }: { mails: readonly Past[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {mails.map((mail) => (
        <li key={mail.id} className={styles.item}>
          <PastLine mail={mail} />
        </li>
      ))}
    </ul>
  );
}

function PastLine({ mail }: { mail: Past }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language, t: say } = useText();
  const [open, setOpen] = useState(false);
  const id = useId();
  const key = `outcome.${mail.outcome}`;
  const subject = mail.subject || t('subject.none');
  const [first = '', ...rest] = mail.recipients;
  return (
    <>
      <div className={styles.line}>
        <Button
          appearance="subtle"
          size="small"
          icon={open ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
          aria-label={t('history.details', { subject })}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        />
        <div className={styles.words}>
          <span className={styles.subject}>{subject}</span>
          <span className={styles.small}>
            <span>{formatTime(mail.time, language)}</span>
            <span>
              {first} {rest.length > 0 && say('list.more', { count: rest.length })}
            </span>
          </span>
        </div>
        <Badge className={styles.badge} appearance="tint" color={colors[mail.outcome] ?? 'warning'}>
          {isWindowTextKey(key) ? t(key) : mail.outcome}
        </Badge>
      </div>
      <div id={id}>{open && <PastDetails mail={mail} />}</div>
    </>
  );
}
