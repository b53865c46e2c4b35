import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { MailClockRegular } from '@fluentui/react-icons/svg/mail-clock';
import { WarningRegular } from '@fluentui/react-icons/svg/warning';
import { formatTime, useText } from '@sekisho/ui';
import { useCallback, useEffect, useRef } from 'react';
import type { Bound } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { Empty } from '../parts/Empty';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  ended: { maxWidth: '640px', margin: '0 auto', outlineStyle: 'none' },
  subject: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
});

/** What became of a mail that was on the screen. */
export interface End {
  readonly how: 'done' | 'kept' | 'cancelled' | 'gone';
  readonly id: string;
  readonly subject: string;
  readonly client: string;
  /** kept: until when the answer is good. */
  readonly until?: string | undefined;
}

const icons: Readonly<Record<End['how'], FluentIcon>> = {
  done: CheckmarkCircleRegular,
  kept: ClockRegular,
  cancelled: DismissCircleRegular,
  gone: InfoRegular,
};

/** Says what became of a mail, aloud too, and leads on. */
export function Ended({ end, onNext }: { end: End; onNext: (() => void) | undefined }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language } = useText();
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  const client = end.client || t('client.unknown');
  const time = end.until ? formatTime(end.until, language) : '';
  const said = {
    Icon: icons[end.how],
    title: t(`waiting.${end.how}`),
    text: t(`waiting.${end.how}How`, { client, time }),
    ...useSent(end),
  };
  return (
    <main ref={main} tabIndex={-1} className={styles.ended} aria-live="polite">
      <Empty
        page
        icon={<said.Icon />}
        title={said.title}
        text={said.text}
        action={
          <>
            <span className={styles.subject}>{end.subject || t('subject.none')}</span>
            {onNext && (
              <Button appearance="primary" onClick={onNext}>
                {t('waiting.next')}
              </Button>
            )}
          </>
        }
      />
    </main>
  );
}

const sentIcons: Readonly<Record<string, FluentIcon>> = {
  confirmed: CheckmarkCircleRegular,
  held: MailClockRegular,
  doubtful: WarningRegular,
  failed: WarningRegular,
};

/** What is to be said instead once the mail of a kept answer came again: that it went, when and to whom, or why it did not. */
function useSent({ how, id }: End) {
  const t = useWindowText();
  const { language, t: say } = useText();
  const load = useCallback(async (call: Bound) => (how === 'kept' ? call.Went(id) : undefined), [how, id]);
  const { value: went } = useLive(load, ['history', 'mails', 'show']);
  const Icon = sentIcons[went?.outcome ?? ''];
  if (!went || !Icon) return {};
  const outcome = went.outcome as 'confirmed' | 'held' | 'doubtful' | 'failed';
  return {
    Icon,
    title: t(`went.${outcome}`),
    text: t(`went.${outcome}How`, {
      time: went.time ? formatTime(went.time, language) : '',
      to: went.recipients.join(say('list.separator')),
      reply: went.reply,
    }),
  };
}
