import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { useEffect, useState } from 'react';
import type { Mail } from '../backend/api.gen';
import { Boundary } from '../parts/Boundary';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { useWindowText } from '../texts/use-window-text';
import { Checking } from './Checking';
import { type End, Ended } from './Ended';
import { Queue } from './Queue';

const narrow = '@media (max-width: 719px)';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', flexGrow: 1 },
  several: {
    display: 'grid',
    gridTemplateColumns: 'minmax(200px, 280px) minmax(0, 1fr)',
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'auto 1fr' },
  },
});

interface WaitingPageProps {
  readonly mails: readonly Mail[];
  /** Counts how often the window came up. */
  readonly shown: number;
}

/** The mails that wait for their sender. The one that is being read stays, whatever comes or goes around it. */
export function WaitingPage({ mails, shown }: WaitingPageProps) {
  const styles = useStyles();
  const t = useWindowText();
  const [chosen, setChosen] = useState<Mail>();
  const [end, setEnd] = useState<End>();
  // The list may still have the mail that just ended.
  const [ending, setEnding] = useState<string>();
  const [answering, setAnswering] = useState(false);
  const here = mails.find((mail) => mail.id === chosen?.id);
  const first = mails[0];

  useEffect(() => {
    if (end || answering) return;
    if (chosen && !here) {
      setChosen(undefined);
      setEnd({ how: 'gone', id: chosen.id, subject: chosen.subject, client: chosen.client });
    } else if (here !== chosen || (!chosen && first)) setChosen(here ?? first);
  }, [chosen, here, first, end, answering]);

  // What ended is no news any more when the window comes up anew.
  useEffect(() => {
    if (shown > 0) setEnd((before) => (before?.how === 'kept' ? before : undefined));
  }, [shown]);

  const choose = (id: string) => {
    setEnd(undefined);
    setChosen(mails.find((mail) => mail.id === id));
  };
  const ended = (how: End) => {
    setEnding(chosen?.id);
    setEnd(how);
    setChosen(undefined);
  };
  const next = mails.find((mail) => mail.id !== ending);
  const current = here ?? (answering ? chosen : undefined) ?? first;
  return (
    <div className={mergeClasses(styles.page, mails.length > 1 && styles.several)}>
      {mails.length > 1 && <Queue mails={mails} here={end ? '' : (current?.id ?? '')} onChoose={choose} />}
      {end && <Ended end={end} onNext={next && (() => choose(next.id))} />}
      {!end && current && (
        // A mail that cannot be shown must not hide the next one.
        <Boundary key={current.id}>
          <Checking mail={current} shown={shown} onEnd={ended} onAnswering={setAnswering} />
        </Boundary>
      )}
      {!end && !current && (
        <Page title={t('nav.waiting')}>
          <Empty icon={<MailReadRegular />} title={t('waiting.empty')} text={t('waiting.emptyHow')} />
        </Page>
      )}
    </div>
  );
}
