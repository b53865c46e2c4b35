import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { useText } from '../i18n/LanguageProvider';
import type { Decision, Severity, Verdict } from '../verdict';
import { SeverityIcon } from './SeverityIcon';

const useStyles = makeStyles({
  summary: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'flex-start' },
  icon: { fontSize: tokens.fontSizeBase600 },
  good: { flexShrink: 0, fontSize: tokens.fontSizeBase600, color: tokens.colorStatusSuccessForeground1 },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
  },
  counts: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

interface SummaryProps {
  readonly verdict: Verdict;
  readonly decision: Decision;
  readonly worst: Severity;
}

/** The headline: what is wanted of the sender, and how much there is to look at. */
export function Summary({ verdict, decision, worst }: SummaryProps) {
  const styles = useStyles();
  const { t } = useText();
  const glance = decision === 'ask' && verdict.confirm?.mode === 'glance';
  const severity = decision === 'refuse' ? 'danger' : worst;
  return (
    <header className={styles.summary}>
      {decision === 'send' || severity === 'hidden' ? (
        <CheckmarkCircleFilled aria-hidden className={styles.good} />
      ) : (
        <SeverityIcon severity={severity} className={styles.icon} />
      )}
      <div>
        <h1 className={styles.heading}>{t(glance ? 'summary.glance' : `summary.${decision}`)}</h1>
        <span className={styles.counts}>
          {t('summary.counts', {
            recipients: verdict.recipients.length,
            external: verdict.recipients.filter((recipient) => !recipient.internal).length,
            attachments: verdict.attachments.length,
          })}
        </span>
      </div>
    </header>
  );
}
