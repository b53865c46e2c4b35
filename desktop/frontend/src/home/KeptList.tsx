import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import { formatTime, useText } from '@sekisho/ui';
import type { Mail } from '../backend/api.gen';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({ words: { overflowWrap: 'anywhere' } });

/** Answers that wait for their mail to be sent once more. */
export function KeptList({ mails }: { mails: readonly Mail[] }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language } = useText();
  return mails.map((mail) => (
    <MessageBar key={mail.id} intent="info" layout="multiline">
      <MessageBarBody className={styles.words}>
        <MessageBarTitle>{t('waiting.kept')}</MessageBarTitle> <strong>{mail.subject || t('subject.none')}</strong>{' '}
        {t('waiting.keptHow', { client: mail.client || t('client.unknown'), time: formatTime(mail.until, language) })}
      </MessageBarBody>
    </MessageBar>
  ));
}
