import { Button, Dialog, DialogSurface, DialogTitle, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useCallback } from 'react';
import type { OpenDialog, OutlookHost } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';
import { fetchParts, startFrame } from './frames';

const useStyles = makeStyles({
  surface: { width: '640px', maxWidth: '96vw', padding: tokens.spacingHorizontalS },
  head: { display: 'flex', justifyContent: 'space-between', alignItems: 'center' },
  frame: { border: 'none', width: '100%', height: '70vh' },
});

/** The dialog that the older on-send opens while a mail is sent: the built add-in's own page. */
export function DialogFrame({ host }: { host: OutlookHost }) {
  const dialog = host.dialogs.open;
  return dialog === undefined ? null : <Shown key={dialog.url} dialog={dialog} host={host} />;
}

function Shown({ dialog, host }: { dialog: OpenDialog; host: OutlookHost }) {
  const styles = useStyles();
  const t = usePlaygroundText();
  // a stable ref: React calls it once, when the frame is there
  const start = useCallback((frame: HTMLIFrameElement | null) => void (frame && load(frame, dialog)), [dialog]);
  return (
    <Dialog open modalType="alert">
      <DialogSurface className={styles.surface}>
        <div className={styles.head}>
          <DialogTitle action={null}>{t('dialog.title')}</DialogTitle>
          <Button
            appearance="subtle"
            icon={<DismissRegular />}
            aria-label={t('dialog.close')}
            onClick={() => host.dialogs.closedByPerson()}
          />
        </div>
        <iframe ref={start} className={styles.frame} title={t('dialog.title')} />
      </DialogSurface>
    </Dialog>
  );
}

async function load(frame: HTMLIFrameElement, { url, office }: OpenDialog): Promise<void> {
  const { pathname, search, hash } = new URL(url);
  const parts = await fetchParts(pathname);
  startFrame(frame, { office, ...parts, failed: () => undefined }, `${search}${hash}`);
}
