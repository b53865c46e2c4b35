import { Badge, Button, makeStyles, tokens } from '@fluentui/react-components';
import type { Bound, Check } from '../backend/api.gen';
import { useLive } from '../backend/BackendProvider';
import { CopyButton } from '../parts/CopyButton';
import { Facts } from '../parts/Facts';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import { useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: '120px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalM,
    alignItems: 'start',
    listStyleType: 'none',
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXS },
  },
  badge: { justifySelf: 'start' },
  title: { fontWeight: tokens.fontWeightSemibold },
  advice: { color: tokens.colorNeutralForeground2 },
  copy: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  path: { fontFamily: tokens.fontFamilyMonospace },
});

const load = (call: Bound) => call.Diagnostics();
const colors = { ok: 'success', warning: 'warning', trouble: 'danger' } as const;

/** How each part of the companion is, what to do about it, and a report for whoever helps. */
export function DiagnosticsPage() {
  const styles = useStyles();
  const t = useWindowText();
  const { value: report, problem, reload } = useLive(load, ['status']);
  const again = <Button onClick={reload}>{t('diagnostics.again')}</Button>;
  return (
    <Page title={t('nav.diagnostics')} actions={again} problem={problem} loading={!report}>
      <Panel heading={t('diagnostics.checks')}>
        <ul className={styles.list}>
          {report?.checks.map((check) => (
            <CheckLine key={`${check.title} ${check.said}`} check={check} />
          ))}
        </ul>
      </Panel>
      <Panel heading={t('diagnostics.files')}>
        <Facts
          facts={(report?.files ?? []).map((file) => [
            file.name,
            <span key={file.path} className={styles.path}>
              {file.path}
            </span>,
          ])}
        />
      </Panel>
      <div className={styles.copy}>
        <CopyButton wide text={report?.text ?? ''} label={t('diagnostics.copy')} />
        <span className={styles.advice}>{t('diagnostics.copyHint')}</span>
        <span className={styles.advice}>{t('diagnostics.version', { version: report?.version ?? '' })}</span>
      </div>
    </Page>
  );
}

function CheckLine({ check }: { check: Check }) {
  const styles = useStyles();
  const t = useWindowText();
  const state = check.state in colors ? (check.state as keyof typeof colors) : 'trouble';
  return (
    <li className={styles.item}>
      <Badge className={styles.badge} appearance="tint" color={colors[state]}>
        {t(`check.${state}`)}
      </Badge>
      <div>
        <div className={styles.title}>{check.title}</div>
        <div>{check.said}</div>
      </div>
    </li>
  );
}
