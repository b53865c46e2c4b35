import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import { PauseCircleRegular } from '@fluentui/react-icons/svg/pause-circle';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { ShieldErrorRegular } from '@fluentui/react-icons/svg/shield-error';
import { TimerRegular } from '@fluentui/react-icons/svg/timer';
import { formatTime, useText } from '@sekisho/ui';
import type { Status } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { isWindowTextKey, useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: tokens.spacingHorizontalL,
    padding: tokens.spacingHorizontalXL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderLeft: `6px solid ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowWrap: 'anywhere',
  },
  good: { borderLeftColor: tokens.colorStatusSuccessBorder2 },
  fair: { borderLeftColor: tokens.colorStatusWarningBorder2 },
  bad: { borderLeftColor: tokens.colorStatusDangerBorder2 },
  icon: { fontSize: '40px', lineHeight: 1, color: tokens.colorNeutralForeground2 },
  goodIcon: { color: tokens.colorStatusSuccessForeground1 },
  fairIcon: { color: tokens.colorStatusWarningForeground3 },
  badIcon: { color: tokens.colorStatusDangerForeground1 },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  heading: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0 },
  small: { margin: 0, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

type Mood = 'good' | 'fair' | 'bad';
const moods: Readonly<Record<string, readonly [Mood, FluentIcon]>> = {
  protecting: ['good', ShieldCheckmarkRegular],
  starting: ['fair', TimerRegular],
  paused: ['fair', PauseCircleRegular],
  unreachable: ['fair', PlugDisconnectedRegular],
  trouble: ['bad', ShieldErrorRegular],
};

/** How the companion is, in a headline and a sentence, and the way into or out of a pause. */
export function StateCard({ status, onPause }: { status: Status; onPause: () => void }) {
  const styles = useStyles();
  const t = useWindowText();
  const { language } = useText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const [mood, Icon] = moods[status.kind] ?? (['bad', ShieldErrorRegular] as const);
  const key = `state.${status.kind}`;
  const how = `${key}How`;
  const paused = status.kind === 'paused';
  const until = status.until ? formatTime(status.until, language) : '';
  return (
    <section className={mergeClasses(styles.card, styles[mood])} aria-live="polite">
      <Icon aria-hidden className={mergeClasses(styles.icon, styles[`${mood}Icon`])} />
      <div className={styles.words}>
        <h2 className={styles.heading}>{t(isWindowTextKey(key) ? key : 'state.trouble')}</h2>
        <p className={styles.text}>
          {t(isWindowTextKey(how) ? how : 'state.troubleHow', { until, reason: status.reason })}
        </p>
        <p className={styles.small}>
          {status.server ? t('state.server', { server: status.server }) : t('state.alone')}
        </p>
        <ProblemBar problem={problem} />
        <div className={styles.actions}>
          {paused && (
            <Button appearance="primary" disabled={busy} onClick={() => run(() => call.Resume())}>
              {t('pause.resume')}
            </Button>
          )}
          {!paused && status.longestPause > 0 && <Button onClick={onPause}>{t('pause.action')}</Button>}
          {!paused && status.longestPause <= 0 && <span className={styles.small}>{t('pause.forbidden')}</span>}
        </div>
      </div>
    </section>
  );
}
