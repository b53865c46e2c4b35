import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useRef, useState } from 'react';
import type { OutlookHost } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';
import { fetchParts, startFrame } from './frames';

const useStyles = makeStyles({
  pane: {
    display: 'flex',
    flexDirection: 'column',
    width: '360px',
    maxWidth: '100%',
    height: 'calc(100vh - 170px)',
    minHeight: '520px',
    flexShrink: 0,
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    '@media (max-width: 799px)': { width: '100%' },
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  frame: { border: 'none', flexGrow: 1, width: '100%' },
  missing: { padding: tokens.spacingHorizontalL },
});

/** The task pane beside the mail: the built add-in's own page, in a frame with the fake for its Office. */
export function PaneFrame({ host, dark }: { host: OutlookHost; dark: boolean }) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const frame = useRef<HTMLIFrameElement>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    element.scrollIntoView?.({ block: 'nearest' });
    void openPane(element, host, dark).catch(() => setMissing(true));
  }, [host, dark]);
  return (
    <aside className={styles.pane} aria-label={t('pane.title')}>
      <div className={styles.head}>
        <Text weight="semibold">{t('pane.title')}</Text>
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={t('pane.close')}
          onClick={() => host.closePane()}
        />
      </div>
      {missing ? (
        <Text className={styles.missing}>{t('pane.missing')}</Text>
      ) : (
        <iframe ref={frame} className={styles.frame} title={t('pane.title')} />
      )}
    </aside>
  );
}

async function openPane(frame: HTMLIFrameElement, host: OutlookHost, dark: boolean): Promise<void> {
  const parts = await fetchParts('/addin/taskpane.html');
  const office = host.office('taskpane');
  // Outlook tells a pane its colours; the fake has no screen to have any.
  Object.assign(office.context, {
    officeTheme: { bodyBackgroundColor: dark ? '#292929' : '#ffffff' },
  });
  startFrame(frame, { office, nestedAppAuthBridge: host.bridge('taskpane'), ...parts, failed: () => undefined });
}
