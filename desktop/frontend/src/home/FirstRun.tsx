import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import type { ReactNode } from 'react';
import { Panel } from '../parts/Panel';
import type { Place } from '../shell/places';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  steps: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, margin: 0, padding: 0 },
  step: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalM,
    listStyleType: 'none',
  },
  number: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '32px',
    height: '32px',
    boxSizing: 'border-box',
    borderRadius: tokens.borderRadiusCircular,
    border: `2px solid ${tokens.colorBrandStroke1}`,
    color: tokens.colorBrandForeground1,
    fontWeight: tokens.fontWeightSemibold,
  },
  done: { fontSize: '32px', color: tokens.colorStatusSuccessForeground1 },
  words: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalXS },
  name: { fontWeight: tokens.fontWeightSemibold },
  text: { color: tokens.colorNeutralForeground2 },
});

interface FirstRunProps {
  /** Whether there is an account, and whether a mail program sends through the companion. */
  readonly account: boolean;
  readonly program: boolean;
  readonly onGo: (place: Place) => void;
}

/** What to do first, one step after the other. */
export function FirstRun({ account, program, onGo }: FirstRunProps) {
  const styles = useStyles();
  const t = useWindowText();
  return (
    <Panel heading={t('first.heading')}>
      <ol className={styles.steps}>
        <Step number={1} done={account} name={t('first.account')} text={t('first.accountHow')}>
          {!account && (
            <Button appearance="primary" onClick={() => onGo('accounts')}>
              {t('first.accountAction')}
            </Button>
          )}
        </Step>
        <Step number={2} done={program} name={t('first.program')} text={t('first.programHow')}>
          {account && !program && (
            <Button appearance="primary" onClick={() => onGo('programs')}>
              {t('first.programAction')}
            </Button>
          )}
        </Step>
        <Step number={3} done={false} name={t('first.try')} text={t('first.tryHow')} />
      </ol>
    </Panel>
  );
}

interface StepProps {
  readonly number: number;
  readonly done: boolean;
  readonly name: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Step({ number, done, name, text, children }: StepProps) {
  const styles = useStyles();
  const t = useWindowText();
  return (
    <li className={styles.step}>
      {done ? (
        <CheckmarkCircleFilled className={styles.done} role="img" aria-label={t('first.done')} />
      ) : (
        <span className={styles.number} aria-hidden>
          {number}
        </span>
      )}
      <div className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.text}>{text}</span>
        {children}
      </div>
    </li>
  );
}
