import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { formatTime, useText } from '@sekisho/ui';
import { useEffect, useRef } from 'react';
import { Empty } from '../parts/Empty';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  ended: { maxWidth: '640px', margin: '0 auto', outlineStyle: 'none' },
  subject: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
});

/** What became of a mail that was on the screen. */
export interface End {
  readonly how: 'done' | 'kept' | 'cancelled' | 'gone';
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
  const Icon = icons[end.how];
  const client = end.client || t('client.unknown');
  const time = end.until ? formatTime(end.until, language) : '';
  return (
    <main ref={main} tabIndex={-1} className={styles.ended} aria-live="polite">
      <Empty
        icon={<Icon />}
        title={t(`waiting.${end.how}`)}
        text={t(`waiting.${end.how}How`, { client, time })}
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
