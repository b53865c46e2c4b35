import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import { Section } from './Section';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({
  part: {
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
  },
  label: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '9em', overflowY: 'auto' },
});

interface MessageSectionProps {
  readonly subject: string | undefined;
  readonly body: string | undefined;
  readonly checklist: Checklist;
}

/** Subject and body, as far as the door knows them, with a box each where the policy asks for it. */
export function MessageSection({ subject, body, checklist }: MessageSectionProps) {
  const { t } = useText();
  const subjectTask = checklist.taskFor('subject', itemValue(checklist, 'subject'));
  const bodyTask = checklist.taskFor('body', itemValue(checklist, 'body'));
  if (subject === undefined && subjectTask === undefined && bodyTask === undefined) return null;
  return (
    <Section heading={bodyTask === undefined ? t('message.subject') : t('message.heading')}>
      <Part
        label={t('message.subject')}
        text={subject === '' ? t('message.noSubject') : subject}
        tickLabel={t('message.tickSubject')}
        task={subjectTask}
        checklist={checklist}
      />
      {bodyTask !== undefined && (
        <Part
          label={t('message.body')}
          text={body}
          tickLabel={t('message.tickBody')}
          task={bodyTask}
          checklist={checklist}
        />
      )}
    </Section>
  );
}

// The server may put the text itself into the item's value.
function itemValue(checklist: Checklist, kind: 'subject' | 'body'): string {
  return checklist.tasks.find((task) => task.kind === kind)?.value ?? '';
}

interface PartProps {
  readonly label: string;
  readonly text: string | undefined;
  readonly tickLabel: string;
  readonly task: string | undefined;
  readonly checklist: Checklist;
}

function Part({ label, text, tickLabel, task, checklist }: PartProps) {
  const styles = useStyles();
  return (
    <div className={styles.part}>
      {text !== undefined && (
        // A long body scrolls, so the keyboard must be able to reach it.
        <div
          className={styles.text}
          {...(text.length > 200 ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
        >
          {text}
        </div>
      )}
      {task !== undefined && (
        <Checkbox
          id={checklist.domId(task)}
          label={tickLabel}
          checked={checklist.answers.ticked.has(task)}
          onChange={(_event, data) => checklist.tick(task, data.checked === true)}
        />
      )}
    </div>
  );
}
