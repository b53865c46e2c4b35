import { Button } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { Notice } from './Notice';
import { usePaneText } from './texts/use-pane-text';

/** Shown when Office.js did not come: without it the pane can do nothing but say so. */
export function OfficeMissing() {
  const t = usePaneText();
  return (
    <Notice
      icon={<PlugDisconnectedRegular />}
      title={t('office.title')}
      text={t('office.text')}
      actions={<Button onClick={() => window.location.reload()}>{t('reload')}</Button>}
    />
  );
}
