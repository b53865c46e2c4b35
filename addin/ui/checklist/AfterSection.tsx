import { makeStyles, tokens } from '@fluentui/react-components';
import { dutyName } from '../i18n/finding-text';
import { formatDuration, formatTime } from '../i18n/format';
import { useText } from '../i18n/LanguageProvider';
import type { Verdict } from '../verdict';
import { Section } from './Section';

const useStyles = makeStyles({
  list: {
    margin: 0,
    padding: `0 ${tokens.spacingHorizontalM} ${tokens.spacingVerticalS} ${tokens.spacingHorizontalXXXL}`,
    overflowWrap: 'anywhere',
  },
});

/** What happens to the mail once it is sent: waits, approvals, changes. Nothing if it simply goes. */
export function AfterSection({ verdict }: { verdict: Verdict }) {
  const styles = useStyles();
  const { t, language } = useText();
  const stages = (verdict.hold?.stages ?? []).map((stage) => {
    if (stage.kind === 'approval') {
      return t('after.approval', { approvers: (stage.approvers ?? []).join(t('list.separator')) });
    }
    if (stage.until) return t('after.until', { until: formatTime(stage.until, language) });
    return t('after.wait', { for: formatDuration(stage.for ?? '', language) });
  });
  const changes = verdict.changes.map((change) => t('after.change', { change: dutyName(language, change.kind) }));
  const lines = [...new Set([...stages, ...changes])];
  if (lines.length === 0) return null;
  return (
    <Section heading={t('after.heading')}>
      <ul className={styles.list}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Section>
  );
}
