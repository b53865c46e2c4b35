import { makeStyles, tokens } from '@fluentui/react-components';
import { findingText } from '../i18n/finding-text';
import { useText } from '../i18n/LanguageProvider';
import type { Finding } from '../verdict';
import { SeverityIcon } from './SeverityIcon';

const useStyles = makeStyles({
  line: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'flex-start', minWidth: 0 },
  icon: { fontSize: tokens.fontSizeBase400, marginTop: tokens.spacingVerticalXXS },
  text: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, overflowWrap: 'anywhere' },
});

/** Why one recipient or file is flagged, in one line. */
export function FindingLine({ finding }: { finding: Finding }) {
  const styles = useStyles();
  const { language } = useText();
  return (
    <span className={styles.line}>
      <SeverityIcon severity={finding.severity} className={styles.icon} />
      <span className={styles.text}>{findingText(language, finding).title}</span>
    </span>
  );
}
