import { Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import { taskId } from './tasks';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({
  question: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
    overflowWrap: 'anywhere',
  },
});

interface QuestionProps {
  readonly rule: string;
  readonly text: string;
  readonly checklist: Checklist;
}

/** A rule's question. Yes is the only answer that lets the mail go; no sends the person back to the message. */
export function Question({ rule, text, checklist }: QuestionProps) {
  const styles = useStyles();
  const { t } = useText();
  const task = taskId('question', rule);
  const answer = checklist.answers.questions.get(task);
  return (
    <Field
      className={styles.question}
      label={text}
      validationState={answer === false ? 'error' : 'none'}
      validationMessage={answer === false ? t('questions.noHint') : null}
    >
      <RadioGroup
        layout="horizontal"
        value={answer === undefined ? '' : answer ? 'yes' : 'no'}
        onChange={(_event, data) => checklist.answer(task, data.value === 'yes')}
      >
        <Radio id={checklist.domId(task)} value="yes" label={t('questions.yes')} />
        <Radio value="no" label={t('questions.no')} />
      </RadioGroup>
    </Field>
  );
}
