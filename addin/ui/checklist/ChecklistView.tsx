import { Button, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { type FixResult, fixFor, type OnFix } from '../fix';
import { dutyName } from '../i18n/finding-text';
import { durationMs } from '../i18n/format';
import { useText } from '../i18n/LanguageProvider';
import type { ConfirmationRequest, Decision, Finding, Missing, TickAll, Verdict } from '../verdict';
import { AfterSection } from './AfterSection';
import { AttachmentSection } from './AttachmentSection';
import { FindingSection } from './FindingSection';
import { FixButton } from './FixButton';
import { findingsBy, groupRecipients, visibleFindings } from './groups';
import { MakeBar } from './MakeBar';
import { MakeSection } from './MakeSection';
import { MessageSection } from './MessageSection';
import { missingText } from './missing-text';
import { Question } from './Question';
import { ReasonField } from './ReasonField';
import { RecipientSection } from './RecipientSection';
import { ruleMessages } from './rule-messages';
import { Section } from './Section';
import { SendBar } from './SendBar';
import { SendCountdown } from './SendCountdown';
import { Summary } from './Summary';
import { TypedField } from './TypedField';
import { confirmationOf, missingTasks } from './tasks';
import { useChange } from './useChange';
import { type Checklist, useChecklist } from './useChecklist';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', minHeight: '100vh', maxWidth: '960px', margin: '0 auto' },
  content: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
  },
  bar: {
    position: 'sticky',
    bottom: 0,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
    zIndex: 1,
  },
});

/** What a checklist is fed with and what it gives back. */
export interface ChecklistViewProps {
  readonly verdict: Verdict;
  readonly decision: Decision;
  /** Whose boxes one press may tick; none unless the policy says otherwise. */
  readonly tickAll?: TickAll;
  /** Duties and changes that nobody can carry out here. */
  readonly cannotCarryOut?: readonly string[];
  /** The draft's subject and body, where the door knows them. */
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
  /** The confirmation is on its way. */
  readonly busy?: boolean;
  /** What the server still misses after a refused confirmation. */
  readonly missing?: Missing | undefined;
  /** Why the last confirmation came to nothing, in the door's words. */
  readonly trouble?: string | undefined;
  readonly onConfirm: (request: ConfirmationRequest) => void;
  readonly onBack?: () => void;
  /** Changes the mail; left out where the door cannot. Afterwards the door shows another check. */
  readonly onFix?: OnFix | undefined;
  /** Changes that the mail needs before anything is confirmed, and how they are made. */
  readonly toMake?: readonly string[] | undefined;
  readonly onMake?: (() => Promise<FixResult>) | undefined;
  /** Opens an attachment; left out where the door cannot. */
  readonly onOpenFile?: (name: string) => void;
}

/** The confirmation checklist: a verdict in, a confirmation out. It knows no door and fetches nothing. */
export function ChecklistView(props: ChecklistViewProps) {
  const { verdict, decision, tickAll = 'none', cannotCarryOut = [], busy = false, missing } = props;
  const styles = useStyles();
  const { language, t } = useText();
  const view = useMemo(() => viewOf(verdict), [verdict]);
  const messages = useMemo(() => ruleMessages(verdict, language), [verdict, language]);
  const checklist = useChecklist(verdict, view.groups, tickAll, missing);
  const change = useChange();
  const toMake = props.onMake ? (props.toMake ?? []) : [];
  const { onFix, onMake } = props;
  const mend =
    onFix &&
    ((finding: Finding) => {
      const fix = fixFor(finding, verdict);
      return (
        fix && <FixButton fix={fix} disabled={busy || change.busy} onFix={(one) => change.run(() => onFix(one))} />
      );
    });
  return (
    <div className={styles.page}>
      <main className={styles.content}>
        <Summary verdict={verdict} decision={decision} worst={view.findings[0]?.severity ?? 'hidden'} />
        {cannotCarryOut.length > 0 && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t('cannot.heading')}</MessageBarTitle>{' '}
              {cannotCarryOut.map((duty) => dutyName(language, duty)).join(t('list.separator'))}
            </MessageBarBody>
          </MessageBar>
        )}
        {missing && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t('missing.server', { parts: missingText(missingTasks(missing), t) })}</MessageBarBody>
          </MessageBar>
        )}
        {props.trouble && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>{props.trouble}</MessageBarBody>
          </MessageBar>
        )}
        {change.said && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t(`fix.${change.said}`)}</MessageBarBody>
          </MessageBar>
        )}
        {toMake.length > 0 && <MakeSection verdict={verdict} toMake={toMake} />}
        <FindingSection
          findings={view.findings}
          messages={messages}
          questions={verdict.confirm?.questions ?? []}
          mend={mend}
        />
        <RecipientSection groups={view.groups} findings={view.byRecipient} checklist={checklist} />
        {verdict.attachments.length > 0 && (
          <AttachmentSection
            attachments={verdict.attachments}
            findings={view.byAttachment}
            checklist={checklist}
            onOpenFile={props.onOpenFile}
          />
        )}
        <MessageSection subject={props.subject} body={props.body} checklist={checklist} />
        {decision !== 'refuse' && toMake.length === 0 && <Asked checklist={checklist} messages={messages} />}
        {decision !== 'refuse' && toMake.length === 0 && <AfterSection verdict={verdict} />}
      </main>
      <footer className={styles.bar}>
        {decision === 'refuse' && props.onBack && (
          <Button appearance="primary" onClick={props.onBack}>
            {t('send.back')}
          </Button>
        )}
        {decision !== 'refuse' && onMake && toMake.length > 0 && (
          <MakeBar busy={change.busy} onMake={() => change.run(onMake)} onBack={props.onBack} />
        )}
        {decision !== 'refuse' && toMake.length === 0 && (
          <Finish checklist={checklist} busy={busy || change.busy} onConfirm={props.onConfirm} onBack={props.onBack} />
        )}
      </footer>
    </div>
  );
}

function viewOf(verdict: Verdict) {
  const findings = visibleFindings(verdict);
  const byRecipient = findingsBy(findings, 'recipients');
  const byDomain = verdict.confirm?.items.some((item) => item.kind === 'domain') ?? false;
  return {
    findings,
    byRecipient,
    byAttachment: findingsBy(findings, 'attachments'),
    groups: groupRecipients(verdict.recipients, byRecipient, byDomain),
  };
}

interface AskedProps {
  readonly checklist: Checklist;
  readonly messages: ReadonlyMap<string, string>;
}

function Asked({ checklist, messages }: AskedProps) {
  const { t } = useText();
  const typed = checklist.tasks.filter((task) => task.kind === 'word' || task.kind === 'file-name');
  const questions = checklist.tasks.filter((task) => task.kind === 'question');
  return (
    <>
      {questions.length > 0 && (
        <Section heading={t('questions.heading')}>
          {questions.map(({ id, value }) => (
            <Question key={id} rule={value} text={messages.get(value) ?? value} checklist={checklist} />
          ))}
        </Section>
      )}
      {(typed.length > 0 || checklist.confirm.reason) && (
        <Section heading={t('typed.heading')}>
          {typed.map((task) => (
            <TypedField key={task.id} task={task} checklist={checklist} />
          ))}
          {checklist.confirm.reason && <ReasonField checklist={checklist} />}
        </Section>
      )}
    </>
  );
}

interface FinishProps {
  readonly checklist: Checklist;
  readonly busy: boolean;
  readonly onConfirm: (request: ConfirmationRequest) => void;
  readonly onBack: (() => void) | undefined;
}

function Finish({ checklist, busy, onConfirm, onBack }: FinishProps) {
  const { confirm, answers, open } = checklist;
  const [counting, setCounting] = useState(false);
  const countdown = durationMs(confirm.countdown);
  const send = () => {
    setCounting(false);
    if (open.length === 0) onConfirm(confirmationOf(confirm, answers));
  };
  // Unticking while the clock runs stops it.
  if (counting && open.length === 0) {
    return <SendCountdown milliseconds={countdown} onEnd={send} onCancel={() => setCounting(false)} />;
  }
  return (
    <SendBar
      open={open}
      answeredNo={[...answers.questions.values()].includes(false)}
      glance={checklist.tasks.length === 0}
      busy={busy}
      onSend={() => (countdown > 0 ? setCounting(true) : send())}
      onBack={onBack}
      onNext={checklist.focusNext}
    />
  );
}
