import { makeStyles, tokens } from '@fluentui/react-components';
import { ChecklistView, type ConfirmationRequest, type Missing, type TickAll, useText } from '@sekisho/ui';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { Mail } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import { asProblem, type Problem } from '../backend/problem';
import { sayCode } from '../texts/codes';
import type { End } from './Ended';
import { useArmed } from './useArmed';
import { WaitBar } from './WaitBar';

const useStyles = makeStyles({
  checking: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, outlineStyle: 'none' },
  top: { position: 'sticky', top: 0, zIndex: 2, backgroundColor: tokens.colorNeutralBackground1 },
  // The checklist is a page of its own elsewhere; here it fills what the bar leaves.
  list: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    '& > div': { flexGrow: 1, minHeight: 'auto', width: '100%' },
  },
});

interface CheckingProps {
  readonly mail: Mail;
  /** Counts how often the window came up. */
  readonly shown: number;
  readonly onEnd: (end: End) => void;
  /** Tells when an answer is on its way: until then the mail stays on the screen. */
  readonly onAnswering: (on: boolean) => void;
}

// Without an Enter that was meant for another program nothing is answered: not at once, and not by a key that was down already.
function stop(event: KeyboardEvent) {
  if (event.key === 'Tab' || event.key === 'Shift') return;
  event.preventDefault();
  event.stopPropagation();
}

/** Without preventDefault the browser would tick a box that React knows nothing of. */
function stopClick(event: MouseEvent) {
  event.preventDefault();
  event.stopPropagation();
}

/** One mail that waits: how long its program still does, and the checklist of the add-in. */
export function Checking({ mail, shown, onEnd, onAnswering }: CheckingProps) {
  const styles = useStyles();
  const { call } = useBackend();
  const { language } = useText();
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<Missing>();
  const [problem, setProblem] = useState<Problem>();
  const armed = useArmed(mail.id, shown);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);

  const end = (how: End['how'], until?: string) =>
    onEnd({ how, id: mail.id, subject: mail.subject, client: mail.client, until });
  const act = (work: () => Promise<void>) => {
    if (busy || !armed) return;
    setBusy(true);
    onAnswering(true);
    setProblem(undefined);
    work()
      .catch((cause: unknown) => {
        const failed = asProblem(cause);
        if (failed.code === 'gone') end('gone');
        else setProblem(failed);
      })
      .finally(() => {
        setBusy(false);
        onAnswering(false);
      });
  };
  const confirm = (given: ConfirmationRequest) =>
    act(async () => {
      const answered = await call.Confirm(mail.id, given);
      if (answered.missing) setMissing(answered.missing);
      else end(answered.kept ? 'kept' : 'done', answered.kept);
    });
  const cancel = () =>
    act(async () => {
      await call.Cancel(mail.id);
      end('cancelled');
    });
  const open = (name: string) => {
    call.OpenFile(mail.id, name).catch((cause: unknown) => setProblem(asProblem(cause)));
  };
  const said =
    problem && (sayCode(language, 'problem', problem.code, problem.args) ?? sayCode(language, 'problem', 'internal'));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape answers for the whole window, wherever the focus is
    <div
      ref={frame}
      tabIndex={-1}
      className={styles.checking}
      onKeyDownCapture={armed ? undefined : stop}
      onClickCapture={armed ? undefined : stopClick}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.repeat && !event.defaultPrevented) cancel();
      }}
    >
      <div className={styles.top}>
        <WaitBar mail={mail} />
      </div>
      <div className={styles.list}>
        <ChecklistView
          verdict={mail.verdict}
          decision={mail.decision}
          tickAll={mail.tickAll as TickAll}
          cannotCarryOut={mail.cannotCarryOut}
          subject={mail.subject}
          body={mail.body}
          busy={busy}
          missing={missing}
          trouble={said && (problem.said || `${said.title} ${said.advice} ${problem.detail}`.trim())}
          onConfirm={confirm}
          onBack={cancel}
          {...(mail.files ? { onOpenFile: open } : {})}
        />
      </div>
    </div>
  );
}
