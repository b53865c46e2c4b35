import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  make: { flexGrow: 1 },
});

interface MakeBarProps {
  readonly busy: boolean;
  readonly onMake: () => void;
  readonly onBack: (() => void) | undefined;
}

/** In place of Send while the mail still lacks a change: makes it. */
export function MakeBar({ busy, onMake, onBack }: MakeBarProps) {
  const styles = useStyles();
  const { t } = useText();
  return (
    <div className={styles.buttons}>
      {onBack && (
        <Button disabled={busy} onClick={onBack}>
          {t('send.back')}
        </Button>
      )}
      <Button
        className={styles.make}
        appearance="primary"
        icon={busy ? <Spinner size="tiny" aria-hidden /> : null}
        disabledFocusable={busy}
        onClick={onMake}
      >
        {t('make.action')}
      </Button>
    </div>
  );
}
