import { Tab, TabList } from '@fluentui/react-components';
import type { Draft } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';

interface KindSwitchProps {
  readonly kind: Draft['kind'];
  readonly onKind: (kind: Draft['kind']) => void;
}

/** Whether a mail or a meeting is written. */
export function KindSwitch({ kind, onKind }: KindSwitchProps) {
  const t = usePlaygroundText();
  return (
    <TabList
      size="small"
      aria-label={t('compose.kind')}
      selectedValue={kind}
      onTabSelect={(_event, data) => onKind(data.value as Draft['kind'])}
    >
      <Tab value="message">{t('compose.newMail')}</Tab>
      <Tab value="appointment">{t('compose.newMeeting')}</Tab>
    </TabList>
  );
}
