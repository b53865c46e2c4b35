import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { Alert, ButtonKind } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';
import { AlertMessage } from './AlertMessage';

const useStyles = makeStyles({
  surface: { maxWidth: '480px' },
  message: { whiteSpace: 'pre-wrap', paddingBottom: tokens.spacingVerticalS },
});

interface SmartAlertProps {
  readonly alert: Alert | undefined;
  readonly onPress: (kind: ButtonKind) => void;
}

/** The box Outlook shows instead of sending, with the buttons of this client and send mode. */
export function SmartAlert({ alert, onPress }: SmartAlertProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  if (!alert) return null;
  const text = alert.reason === 'refused' ? (alert.markdown ?? alert.message) : t(`alert.${alert.reason}`);
  const main = alert.buttons.find((button) => button.kind === 'take-action') ?? alert.buttons[0];
  return (
    <Dialog open modalType="alert">
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{alert.title}</DialogTitle>
          <DialogContent className={styles.message}>
            <AlertMessage text={text} markdown={alert.reason === 'refused' && alert.markdown !== undefined} />
          </DialogContent>
          <DialogActions fluid>
            {alert.buttons.map((button) => (
              <Button
                key={button.kind}
                appearance={button === main ? 'primary' : 'secondary'}
                onClick={() => onPress(button.kind)}
              >
                {button.label}
              </Button>
            ))}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
