import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import type { Bound, Past } from '../backend/api.gen';
import { useBackend, useLive } from '../backend/BackendProvider';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { useWindowText } from '../texts/use-window-text';
import { PastList } from './PastList';

const outcomes = [
  'sent',
  'confirmed',
  'held',
  'cancelled',
  'refused',
  'unanswered',
  'gone',
  'failed',
  'doubtful',
  'repeated',
  'discarded',
] as const;

const useStyles = makeStyles({
  filter: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  words: { flex: '2 1 200px' },
  outcome: { flex: '1 1 160px' },
  more: { alignSelf: 'center' },
});

/** All mails of the past, by words and result, with the reasons of each. */
export function HistoryPage() {
  const styles = useStyles();
  const t = useWindowText();
  const { call } = useBackend();
  const [words, setWords] = useState('');
  const [outcome, setOutcome] = useState('');
  const [older, setOlder] = useState<{ readonly mails: readonly Past[]; readonly more: boolean }>();
  const wanted = useDeferredValue(words.trim());
  const load = useCallback((from: Bound) => from.History({ words: wanted, outcome }), [wanted, outcome]);
  const { value, problem } = useLive(load, ['history']);
  const action = useAction();
  // A fresh first page begins a fresh list.
  useEffect(() => {
    if (value) setOlder(undefined);
  }, [value]);
  const mails = [...(value?.mails ?? []), ...(older?.mails ?? [])];
  const more = older ? older.more : (value?.more ?? false);
  const filtered = wanted !== '' || outcome !== '';
  const loadOlder = () =>
    action.run(async () => {
      const before = mails.at(-1)?.time;
      const page = await call.History({ words: wanted, outcome, ...(before ? { before } : {}) });
      setOlder({ mails: [...(older?.mails ?? []), ...page.mails], more: page.more });
    });
  return (
    <Page title={t('nav.history')} problem={problem} loading={!value}>
      <div className={styles.filter}>
        <Field className={styles.words} label={t('history.words')} hint={t('history.wordsHint')}>
          <Input type="search" value={words} onChange={(_event, data) => setWords(data.value)} />
        </Field>
        <Field className={styles.outcome} label={t('history.outcome')}>
          <Select value={outcome} onChange={(_event, data) => setOutcome(data.value)}>
            <option value="">{t('history.all')}</option>
            {outcomes.map((one) => (
              <option key={one} value={one}>
                {t(`outcome.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <ProblemBar problem={action.problem} />
      {mails.length === 0 ? (
        <Empty
          icon={<HistoryRegular />}
          title={t(filtered ? 'history.none' : 'history.empty')}
          text={t(filtered ? 'history.noneHow' : 'history.emptyHow')}
        />
      ) : (
        <Panel heading={t('history.count', { count: mails.length })}>
          <PastList mails={mails} />
          {more && (
            <Button className={styles.more} disabled={action.busy} onClick={loadOlder}>
              {t('history.more')}
            </Button>
          )}
        </Panel>
      )}
    </Page>
  );
}
