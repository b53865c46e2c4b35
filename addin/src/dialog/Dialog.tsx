import { Button } from '@fluentui/react-components';
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { ChecklistView, type FixResult, useText } from '@sekisho/ui';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../taskpane/Notice';
import { Loading } from '../taskpane/TaskPane';
import { usePaneText } from '../taskpane/texts/use-pane-text';
import type { FromDialog, ToDialog } from './messages';

/** The opener of the dialog, which does all that concerns Outlook and the server. */
export interface Opener {
  readonly tell: (message: FromDialog) => void;
  readonly onMessage: (heard: (message: ToDialog) => void) => void;
}

type Shown = Extract<ToDialog, { type: 'check' | 'unchecked' }>;
type Missing = Extract<ToDialog, { type: 'missing' }>['missing'];

/** The checklist over Outlook's window while the older on-send waits. */
export function Dialog({ opener }: { opener: Opener }) {
  const t = usePaneText();
  const [shown, setShown] = useState<Shown>();
  const [missing, setMissing] = useState<Missing>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  // A change waits for the opener's word about it.
  const waiting = useRef<(result: FixResult) => void>(undefined);

  useEffect(() => {
    opener.onMessage((message) => {
      setBusy(false);
      const settle = waiting.current;
      waiting.current = undefined;
      if (message.type === 'missing') setMissing(message.missing);
      else if (message.type === 'said') {
        // where no change waits it is about the confirmation
        if (settle) settle(message.result);
        else setFailed(true);
      } else {
        settle?.('done');
        setMissing(undefined);
        setFailed(false);
        setShown(message);
      }
    });
    opener.tell({ type: 'ready' });
  }, [opener]);

  const change = (message: FromDialog) =>
    new Promise<FixResult>((resolve) => {
      waiting.current = resolve;
      opener.tell(message);
    });
  if (!shown) return <Loading label={t('loading')} />;
  if (shown.type === 'unchecked') return <Unchecked shown={shown} opener={opener} />;
  const { check } = shown;
  return (
    <ChecklistView
      key={check.id}
      verdict={check.verdict}
      decision={check.decision}
      tickAll={check.tickAll ?? 'none'}
      cannotCarryOut={check.cannotCarryOut}
      busy={busy}
      missing={missing}
      trouble={failed ? t('notConfirmed') : undefined}
      toMake={check.toMake}
      onMake={() => change({ type: 'make' })}
      onFix={(fix) => change({ type: 'fix', fix })}
      onConfirm={(request) => {
        setBusy(true);
        setFailed(false);
        opener.tell({ type: 'confirm', request });
      }}
      onBack={() => opener.tell({ type: 'back' })}
    />
  );
}

function Unchecked({ shown, opener }: { shown: Extract<Shown, { type: 'unchecked' }>; opener: Opener }) {
  const t = usePaneText();
  const { t: say } = useText();
  return (
    <Notice
      icon={shown.refused ? <ErrorCircleRegular /> : <CloudOffRegular />}
      title={t(shown.refused ? 'refused.title' : 'unreachable.title')}
      text={shown.text}
      actions={
        <>
          <Button appearance="primary" onClick={() => opener.tell({ type: 'back' })}>
            {say('send.back')}
          </Button>
          {shown.mayOverride && <Button onClick={() => opener.tell({ type: 'send-anyway' })}>{t('sendAnyway')}</Button>}
        </>
      }
    />
  );
}
