import { Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import { taskId } from './tasks';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({ field: { padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` } });

const task = taskId('reason', '');

/** The reason in writing, at most 2,000 characters. */
export function ReasonField({ checklist }: { checklist: Checklist }) {
  const styles = useStyles();
  const { t } = useText();
  return (
    <Field className={styles.field} label={t('typed.reason')} hint={t('typed.reasonHint')}>
      <Textarea
        id={checklist.domId(task)}
        value={checklist.answers.typed.get(task) ?? ''}
        maxLength={2000}
        resize="vertical"
        onChange={(_event, data) => checklist.type(task, data.value)}
      />
    </Field>
  );
}
