import { Button, Link, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { SendFilled } from '@fluentui/react-icons/svg/send';
import { type KeyboardEvent, useId } from 'react';
import { useText } from '../i18n/LanguageProvider';
import { missingText } from './missing-text';
import type { Task } from './tasks';

const useStyles = makeStyles({
  status: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalS,
    minHeight: tokens.lineHeightBase300,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalS },
  send: { flexGrow: 1 },
});

interface SendBarProps {
  /** What is still to do. */
  readonly open: readonly Task[];
  readonly answeredNo: boolean;
  readonly glance: boolean;
  readonly busy: boolean;
  readonly onSend: () => void;
  readonly onBack: (() => void) | undefined;
  readonly onNext: () => void;
}

// A key that was already down when the bar appeared repeats; it must not press the button.
function ignoreHeldKey(event: KeyboardEvent) {
  if (event.repeat) event.preventDefault();
}

/** What is missing, said aloud as it changes, and the one button that sends. */
export function SendBar({ open, answeredNo, glance, busy, onSend, onBack, onNext }: SendBarProps) {
  const styles = useStyles();
  const { t } = useText();
  const status = useId();
  const ready = open.length === 0;
  return (
    <div>
      <div className={styles.status}>
        <span id={status} role="status">
          {busy && t('send.sending')}
          {!busy && ready && !glance && t('send.ready')}
          {!busy && !ready && t('send.missing', { parts: missingText(open, t) })}
          {!busy && answeredNo && ` ${t('send.answeredNo')}`}
        </span>
        {!busy && !ready && (
          <Link as="button" onClick={onNext}>
            {t('send.next')}
          </Link>
        )}
      </div>
      <div className={styles.buttons}>
        {onBack && (
          <Button disabled={busy} onClick={onBack}>
            {t('send.back')}
          </Button>
        )}
        <Button
          className={styles.send}
          appearance="primary"
          icon={busy ? <Spinner size="tiny" aria-hidden /> : <SendFilled aria-hidden />}
          disabledFocusable={!ready || busy}
          aria-describedby={status}
          onKeyDown={ignoreHeldKey}
          onClick={onSend}
        >
          {t(glance ? 'send.send' : 'send.confirm')}
        </Button>
      </div>
    </div>
  );
}
