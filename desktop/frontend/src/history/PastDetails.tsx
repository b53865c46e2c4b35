import { makeStyles, tokens } from '@fluentui/react-components';
import { findingText, severityName, useText } from '@sekisho/ui';
import type { Past } from '../backend/api.gen';
import { Facts } from '../parts/Facts';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  details: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    margin: `${tokens.spacingVerticalS} 0 0 ${tokens.spacingHorizontalXXL}`,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
    '@media (max-width: 480px)': { marginLeft: 0 },
  },
  findings: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  severity: { fontWeight: tokens.fontWeightSemibold },
});

/** Who, where to, what was found, and what the mail program was told. */
export function PastDetails({ mail }: { mail: Past }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language, t: say } = useText();
  const findings = mail.verdict.findings.filter((finding) => finding.severity !== 'hidden');
  const found =
    findings.length === 0 ? (
      t('history.nothing')
    ) : (
      <ul className={styles.findings}>
        {findings.map((finding, index) => (
          <li key={`${finding.code}:${index}`}>
            <span className={styles.severity}>{severityName(language, finding.severity)}</span>{' '}
            {findingText(language, finding).title}
          </li>
        ))}
      </ul>
    );
  const facts: (readonly [string, React.ReactNode])[] = [
    [t('history.from'), mail.from],
    [t('history.recipients'), mail.recipients.join(say('list.separator'))],
    [t('history.why'), found],
  ];
  if (mail.client) facts.push([t('history.client'), mail.client]);
  if (mail.reply) facts.push([t('history.reply'), mail.reply]);
  return (
    <div className={styles.details}>
      {mail.paused && <strong>{t('history.paused', { reason: mail.paused })}</strong>}
      <Facts facts={facts} />
    </div>
  );
}
