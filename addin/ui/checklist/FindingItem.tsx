import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { findingText } from '../i18n/finding-text';
import { useText } from '../i18n/LanguageProvider';
import type { Finding } from '../verdict';
import { SeverityIcon } from './SeverityIcon';

const shown = 3;

const useStyles = makeStyles({
  item: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    listStyleType: 'none',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
    borderLeft: `${tokens.strokeWidthThickest} solid ${tokens.colorNeutralStroke2}`,
  },
  danger: { borderLeftColor: tokens.colorStatusDangerBorderActive },
  warning: { borderLeftColor: tokens.colorStatusWarningBorderActive },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    minWidth: 0,
    overflowWrap: 'anywhere',
  },
  mend: { marginTop: tokens.spacingVerticalXS },
  title: { fontWeight: tokens.fontWeightSemibold },
  small: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
});

interface FindingItemProps {
  readonly finding: Finding;
  /** What the rules that used it want to say, in the sender's language. */
  readonly messages: readonly string[];
  /** A button that mends it. */
  readonly mend?: ReactNode;
}

/** One finding: how bad, what was seen, the rule's own words, what to do, and whom or what it is about. */
export function FindingItem({ finding, messages, mend }: FindingItemProps) {
  const styles = useStyles();
  const { language, t } = useText();
  const text = findingText(language, finding);
  const about = [...finding.recipients, ...finding.attachments];
  const more = about.length - shown;
  // A rule that speaks for itself needs no "rule x applies".
  const [title, ...rest] = finding.code === 'policy.rule' && messages.length > 0 ? messages : [text.title, ...messages];
  const severity =
    finding.severity === 'danger' || finding.severity === 'warning' ? styles[finding.severity] : undefined;
  return (
    <li className={mergeClasses(styles.item, severity)}>
      <SeverityIcon severity={finding.severity} />
      <div className={styles.body}>
        <span className={styles.title}>{title}</span>
        {rest.map((message) => (
          <span key={message}>{message}</span>
        ))}
        {finding.code !== 'policy.rule' && text.advice !== '' && <span className={styles.small}>{text.advice}</span>}
        {about.length > 0 && (
          <span className={styles.small}>
            {about.slice(0, shown).join(t('list.separator'))}
            {more > 0 && `${t('list.separator')}${t('list.more', { count: more })}`}
          </span>
        )}
        {mend && <span className={styles.mend}>{mend}</span>}
      </div>
    </li>
  );
}
