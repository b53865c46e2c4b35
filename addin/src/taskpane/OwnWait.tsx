import { Dropdown, Field, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import { formatDuration, useText } from '@sekisho/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, OwnWait as Wait, WaitServer } from './ports';
import { usePaneText } from './texts/use-pane-text';
import { choiceOf, choicesOf } from './waits';

const useStyles = makeStyles({
  all: { width: '100%', marginTop: tokens.spacingVerticalL },
  choice: { minWidth: 0, width: '100%' },
});

/** What became of the last choice. */
type Told = 'saved' | 'changed' | 'fixed' | 'failed';

interface OwnWaitProps {
  readonly server: WaitServer;
}

/** How long one's own mails wait, inside what the policy allows; kept as it is chosen. Where nothing can be chosen it shows nothing. */
export function OwnWait({ server }: OwnWaitProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { language } = useText();
  const { wait, told, choose } = useOwnWait(server);
  if (!wait) return told === 'fixed' ? <Text role="alert">{t('wait.fixed')}</Text> : null;
  const say = (duration: string) => formatDuration(duration, language);
  const choices = choicesOf(wait).map(({ value, wait }) => ({
    value,
    text: value === '' ? t('wait.usual', { wait: say(wait) }) : say(wait),
  }));
  const chosen = choiceOf(wait);
  const saved = chosen === '' ? t('wait.savedUsual') : t('wait.saved', { wait: say(chosen) });
  return (
    // the page is read aloud as it changes; of this only what became of a choice is news, not the list that opens
    <div className={styles.all} aria-live="off">
      <Field
        label={t('wait.label')}
        hint={t('wait.hint', { shortest: say(wait.shortest), longest: say(wait.longest) })}
        validationState={told === undefined ? 'none' : told === 'saved' ? 'success' : 'error'}
        validationMessage={
          told === undefined
            ? null
            : told === 'saved'
              ? { role: 'status', children: saved }
              : { role: 'alert', children: t(`wait.${told}`) }
        }
      >
        <Dropdown
          className={styles.choice}
          inlinePopup
          value={choices.find((one) => one.value === chosen)?.text ?? ''}
          selectedOptions={[chosen]}
          onOptionSelect={(_event, { optionValue }) => optionValue !== undefined && choose(optionValue)}
        >
          {choices.map(({ value, text }) => (
            <Option key={value} value={value}>
              {text}
            </Option>
          ))}
        </Dropdown>
      </Field>
    </div>
  );
}

/** The wait as the server has it, or as it is about to have it, and what became of the last choice. */
function useOwnWait(server: WaitServer) {
  const [wait, setWait] = useState<Wait>();
  const [told, setTold] = useState<Told>();
  const kept = useRef<Wait>(undefined);
  // choices go to the server one after another, and only what becomes of the last one is shown
  const before = useRef<Promise<unknown>>(Promise.resolve());
  const turn = useRef(0);

  const read = useCallback(async () => {
    const answer = await server.read();
    if (answer.ok) kept.current = answer.value;
  }, [server]);

  useEffect(() => {
    const mine = ++turn.current;
    void read().then(() => mine === turn.current && setWait(kept.current));
  }, [read]);

  const settle = async (chosen: string): Promise<Told> => {
    const answer = await server.choose(chosen);
    if (answer.ok) {
      kept.current = answer.value;
      return 'saved';
    }
    await read();
    if (!isRefusal(answer)) return 'failed';
    return kept.current ? 'changed' : 'fixed';
  };

  const choose = (chosen: string) => {
    if (!wait) return;
    const mine = ++turn.current;
    setTold(undefined);
    setWait({ ...wait, chosen });
    before.current = before.current.then(async () => {
      const became = await settle(chosen);
      if (mine !== turn.current) return;
      setWait(kept.current);
      setTold(became);
    });
  };
  return { wait, told, choose };
}

/** Whether the server said no to this wait, or to any: the policy is another one than when the choices were shown. */
function isRefusal(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.failure.kind === 'problem' && /^wait-/.test(answer.failure.code);
}
