import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { formatTime, useText } from '@sekisho/ui';
import type { Held } from '../backend/api.gen';
import { useNow } from '../confirm/useNow';
import { Facts } from '../parts/Facts';
import { Panel } from '../parts/Panel';
import { useWindowText } from '../texts/use-window-text';

// Beyond this the date says more than the minutes.
const soon = 120;

const useStyles = makeStyles({
  leaves: { fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface HeldMailProps {
  readonly mail: Held;
  readonly busy: boolean;
  readonly onSend: () => void;
  readonly onTime: () => void;
  readonly onDiscard: () => void;
}

/** One held mail: when it leaves, and what may be done before. */
export function HeldMail({ mail, busy, onSend, onTime, onDiscard }: HeldMailProps) {
  const styles = useStyles();
  const t = useWindowText();
  const { language, t: say } = useText();
  const now = useNow(mail.leaves !== undefined);
  const subject = mail.subject || t('subject.none');
  return (
    <Panel heading={subject}>
      <span className={styles.leaves}>{leavesText(mail, now, t, language)}</span>
      {mail.twice && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('held.twice')}</MessageBarBody>
        </MessageBar>
      )}
      {mail.trouble && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{t('held.trouble', { text: mail.trouble })}</MessageBarBody>
        </MessageBar>
      )}
      <Facts
        facts={[
          [t('history.from'), mail.from],
          [t('history.recipients'), mail.recipients.join(say('list.separator'))],
        ]}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div className={styles.actions} role="group" aria-label={t('held.actions', { subject })}>
        {mail.release && (
          <Button appearance="primary" disabled={busy} onClick={onSend}>
            {t('held.send')}
          </Button>
        )}
        {mail.latest !== undefined && (
          <Button disabled={busy} onClick={onTime}>
            {t('held.time')}
          </Button>
        )}
        <Button disabled={busy} onClick={onDiscard}>
          {t('held.discard')}
        </Button>
      </div>
    </Panel>
  );
}

function leavesText(
  mail: Held,
  now: number,
  t: ReturnType<typeof useWindowText>,
  language: ReturnType<typeof useText>['language'],
): string {
  if (mail.leaves === undefined) return t('held.stays');
  const minutes = Math.ceil((Date.parse(mail.leaves) - now) / 60_000);
  const time = formatTime(mail.leaves, language);
  if (minutes <= 0) return t('held.leavesNow');
  return minutes > soon ? t('held.leaves', { time }) : t('held.leavesIn', { minutes, time });
}
