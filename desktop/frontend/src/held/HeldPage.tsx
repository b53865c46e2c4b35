import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { MailClockRegular } from '@fluentui/react-icons/svg/mail-clock';
import { formatTime, useText } from '@sekisho/ui';
import { useState } from 'react';
import type { Bound, Held } from '../backend/api.gen';
import { useBackend, useLive } from '../backend/BackendProvider';
import { AskDialog } from '../parts/AskDialog';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { useWindowText } from '../texts/use-window-text';
import { HeldMail } from './HeldMail';
import { TimeDialog } from './TimeDialog';

const load = (call: Bound) => call.Held();

/** The mails that are kept back for a while, and what their sender may do with each. */
export function HeldPage() {
  const t = useWindowText();
  const { language } = useText();
  const { call } = useBackend();
  const { value: mails, problem, reload } = useLive(load, ['held']);
  const action = useAction();
  const [said, setSaid] = useState('');
  const [asked, setAsked] = useState<{ readonly what: 'discard' | 'time'; readonly mail: Held }>();
  const name = (mail: Held) => mail.subject || t('subject.none');
  const act = (work: () => Promise<void>, words: string) =>
    action.run(async () => {
      setSaid('');
      await work().finally(reload);
      setAsked(undefined);
      setSaid(words);
    });
  const setTime = (mail: Held, time: string) =>
    act(
      () => call.SetTime(mail.id, time),
      t('held.timeSet', { subject: name(mail), time: formatTime(time, language) }),
    );
  return (
    <Page title={t('nav.held')} problem={problem} loading={!mails}>
      <div role="status">
        {said && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{said}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      {!asked && <ProblemBar problem={action.problem} />}
      {mails?.length === 0 && <Empty icon={<MailClockRegular />} title={t('held.empty')} text={t('held.emptyHow')} />}
      {mails?.map((mail) => (
        <HeldMail
          key={mail.id}
          mail={mail}
          busy={action.busy}
          onSend={() => act(() => call.SendNow(mail.id), t('held.sent', { subject: name(mail) }))}
          onTime={() => setAsked({ what: 'time', mail })}
          onDiscard={() => setAsked({ what: 'discard', mail })}
        />
      ))}
      {asked?.what === 'discard' && (
        <AskDialog
          heading={t('held.discardHeading')}
          action={t('held.discard')}
          busy={action.busy}
          onAction={() => act(() => call.Discard(asked.mail.id), t('held.discarded', { subject: name(asked.mail) }))}
          onClose={() => setAsked(undefined)}
        >
          <ProblemBar problem={action.problem} />
          {t('held.discardText', { subject: name(asked.mail) })}
        </AskDialog>
      )}
      {asked?.what === 'time' && (
        <TimeDialog
          mail={asked.mail}
          busy={action.busy}
          problem={action.problem}
          onSet={(time) => setTime(asked.mail, time)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Page>
  );
}
