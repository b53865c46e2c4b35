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
import type { ReactNode } from 'react';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, overflowWrap: 'anywhere' },
});

interface AskDialogProps {
  readonly heading: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly busy?: boolean;
  readonly onAction: () => void;
  readonly onClose: () => void;
}

/** A question before something is done. Closing it does nothing. */
export function AskDialog({ heading, children, action, busy = false, onAction, onClose }: AskDialogProps) {
  const styles = useStyles();
  const t = useWindowText();
  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{heading}</DialogTitle>
          <DialogContent className={styles.content}>{children}</DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button appearance="primary" disabled={busy} onClick={onAction}>
              {action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
