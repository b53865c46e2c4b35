import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { MailClockRegular } from '@fluentui/react-icons/svg/mail-clock';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { ChecklistView, formatTime, useText } from '@sekisho/ui';
import type { ReactNode } from 'react';
import { Enrolment } from './Enrolment';
import { HeldList } from './HeldList';
import { Notice } from './Notice';
import { OwnWait } from './OwnWait';
import type { Host, Server } from './ports';
import { SignIn } from './SignIn';
import { usePaneText } from './texts/use-pane-text';
import { type Pane, usePane } from './usePane';

const useStyles = makeStyles({
  loading: { display: 'flex', justifyContent: 'center', padding: tokens.spacingVerticalXXXL },
});

interface TaskPaneProps {
  readonly host: Host;
  readonly server: Server;
}

/** The task pane: the checklist, and everything that can come before, after or instead of it. */
export function TaskPane({ host, server }: TaskPaneProps) {
  const pane = usePane(host, server);
  const t = usePaneText();
  const { state } = pane;
  switch (state.kind) {
    case 'loading':
      return <Loading label={t('loading')} />;
    case 'signIn':
      return <SignIn trouble={state.trouble} busy={state.busy} onSignIn={pane.signIn} onCode={pane.useCode} />;
    case 'enrol':
      return (
        <Enrolment
          refused={state.refused}
          busy={state.busy}
          onSignIn={state.orSignIn ? pane.useSignIn : undefined}
          onEnrol={(code) => pane.enrol(code, t('enrol.device', { client: host.client }))}
        />
      );
    case 'checklist':
      return <Checklist pane={pane} host={host} />;
    case 'sending':
      return <Notice icon={<Spinner />} title={t('sending.title')} text={t('sending.text')} />;
    case 'pressSend':
      return <PressSend host={host} until={state.until} onCheckAgain={pane.checkAgain} />;
    default:
      return <Trouble pane={pane} host={host} held={<OwnMail server={server} />} />;
  }
}

/** What there is of one's own mails that wait, where nothing else is to be done. */
function OwnMail({ server }: { server: Server }) {
  return (
    <>
      {server.held && <HeldList server={server.held} />}
      {server.wait && <OwnWait server={server.wait} />}
    </>
  );
}

/** A page that waits. */
export function Loading({ label }: { label: string }) {
  const styles = useStyles();
  return (
    <main className={styles.loading} aria-busy>
      <Spinner label={label} labelPosition="below" />
    </main>
  );
}

interface PartProps {
  readonly pane: Pane;
  readonly host: Host;
}

function Checklist({ pane, host }: PartProps) {
  const { state } = pane;
  if (state.kind !== 'checklist') return null;
  const { check, busy, missing } = state;
  return (
    <ChecklistView
      // Another check is another list: nothing ticked before may count.
      key={check.id}
      verdict={check.verdict}
      decision={check.decision}
      tickAll={check.tickAll ?? 'none'}
      cannotCarryOut={check.cannotCarryOut}
      subject={check.subject}
      busy={busy}
      missing={missing}
      onConfirm={pane.confirm}
      onFix={pane.fix}
      toMake={check.toMake}
      onMake={pane.make}
      {...(host.close ? { onBack: host.close } : {})}
    />
  );
}

interface PressSendProps {
  readonly host: Host;
  readonly until: string;
  readonly onCheckAgain: () => void;
}

function PressSend({ host, until, onCheckAgain }: PressSendProps) {
  const t = usePaneText();
  const { language } = useText();
  return (
    <Notice
      icon={<ShieldCheckmarkRegular />}
      title={t('press.title')}
      text={t(`press.${host.client}`)}
      actions={
        <Button appearance="subtle" onClick={onCheckAgain}>
          {t('checkAgain')}
        </Button>
      }
    >
      <Text size={200}>{t('press.until', { until: formatTime(until, language) })}</Text>
    </Notice>
  );
}

function Trouble({ pane, host, held }: PartProps & { readonly held?: ReactNode }) {
  const t = usePaneText();
  const { state } = pane;
  const again = <Button onClick={pane.checkAgain}>{t('checkAgain')}</Button>;
  const back = host.close && <Button onClick={host.close}>{t('back')}</Button>;
  switch (state.kind) {
    case 'nothing':
      return (
        <Notice icon={<CheckmarkCircleRegular />} title={t('nothing.title')} text={t('nothing.text')} actions={again}>
          {held}
        </Notice>
      );
    case 'signedIn':
      return (
        <Notice
          icon={<CheckmarkCircleRegular />}
          title={t('signedIn.title')}
          text={t(`press.${host.client}`)}
          actions={again}
        >
          {held}
        </Notice>
      );
    case 'stale':
      return <Notice icon={<MailClockRegular />} title={t('stale.title')} text={t('stale.text')} actions={again} />;
    case 'notSent':
      return (
        <Notice
          icon={<MailRegular />}
          title={t('notSent.title')}
          text={t('notSent.text')}
          actions={
            <>
              {again}
              {back}
            </>
          }
        />
      );
    case 'unreachable':
      return (
        <Notice
          icon={<CloudOffRegular />}
          title={t('unreachable.title')}
          text={t('unreachable.text')}
          actions={<Button onClick={pane.reload}>{t('retry')}</Button>}
        />
      );
    case 'problem':
      return (
        <Notice
          icon={<ErrorCircleRegular />}
          title={t(`${problemOf(state.code)}.title`)}
          text={t(`${problemOf(state.code)}.text`)}
          actions={<Button onClick={pane.reload}>{t('retry')}</Button>}
        >
          <Text size={200}>{t('problem.code', { code: state.code, requestId: state.requestId })}</Text>
        </Notice>
      );
    default:
      return null;
  }
}

/** Which words say what can be done: a good token of somebody whom the server does not know is no fault of the mail. */
function problemOf(code: string): 'foreign' | 'problem' {
  return code === 'token-foreign' ? 'foreign' : 'problem';
}
