import { Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import { isDone, type Task } from './tasks';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({ field: { padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` } });

interface TypedFieldProps {
  readonly task: Task;
  readonly checklist: Checklist;
}

/** A word or a file name to type. Enter in it does nothing: there is no form to submit. */
export function TypedField({ task, checklist }: TypedFieldProps) {
  const styles = useStyles();
  const { t } = useText();
  const typed = checklist.answers.typed.get(task.id) ?? '';
  const done = isDone(task, checklist.answers);
  const label =
    task.kind === 'word' ? t('typed.word', { word: task.value }) : t('typed.fileName', { name: task.value });
  return (
    <Field
      className={styles.field}
      label={label}
      validationState={done ? 'success' : 'none'}
      hint={!done && typed !== '' ? t('typed.differs') : null}
    >
      <Input
        id={checklist.domId(task.id)}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(_event, data) => checklist.type(task.id, data.value)}
      />
    </Field>
  );
}
