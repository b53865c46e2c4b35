import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import { useCountdown } from './useCountdown';

const useStyles = makeStyles({
  bar: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface SendCountdownProps {
  readonly milliseconds: number;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
}

/** The last moments before sending, with a way to stop the clock and a way out. */
export function SendCountdown({ milliseconds, onEnd, onCancel }: SendCountdownProps) {
  const styles = useStyles();
  const { t } = useText();
  const { seconds, progress, paused, setPaused } = useCountdown(milliseconds, onEnd);
  const text = t(paused ? 'countdown.paused' : 'countdown.text', { seconds });
  return (
    <div className={styles.bar} role="timer" aria-live="off">
      <span>{text}</span>
      <ProgressBar value={progress} aria-label={text} />
      <div className={styles.buttons}>
        <Button onClick={() => setPaused(!paused)}>{t(paused ? 'countdown.resume' : 'countdown.pause')}</Button>
        <Button appearance="secondary" autoFocus onClick={onCancel}>
          {t('countdown.cancel')}
        </Button>
      </div>
    </div>
  );
}
