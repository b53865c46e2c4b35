import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import type { Finding } from '../verdict';
import type { Group } from './groups';
import { RecipientGroup } from './RecipientGroup';
import { Section } from './Section';
import type { Checklist } from './useChecklist';

// From here on rows outside the view are not laid out.
const many = 100;

const useStyles = makeStyles({
  bulk: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    padding: `0 ${tokens.spacingHorizontalM} ${tokens.spacingVerticalS}`,
  },
});

interface RecipientSectionProps {
  readonly groups: readonly Group[];
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly checklist: Checklist;
}

/** All recipients by company or domain, and the buttons that tick many where the policy allows them. */
export function RecipientSection({ groups, findings, checklist }: RecipientSectionProps) {
  const styles = useStyles();
  const { t } = useText();
  const lazy = groups.reduce((count, group) => count + group.recipients.length, 0) > many;
  const { bulkInternal, bulkAll } = checklist;
  return (
    <Section heading={t('recipients.heading')}>
      {(bulkInternal || bulkAll) && (
        <div className={styles.bulk}>
          {bulkInternal && (
            <Button size="small" onClick={() => checklist.tickMany('internal')}>
              {t('recipients.tickInternal')}
            </Button>
          )}
          {bulkAll && (
            <Button size="small" onClick={() => checklist.tickMany('all')}>
              {t('recipients.tickAll')}
            </Button>
          )}
        </div>
      )}
      {groups.map((group) => (
        <RecipientGroup key={group.key} group={group} findings={findings} checklist={checklist} lazy={lazy} />
      ))}
    </Section>
  );
}
