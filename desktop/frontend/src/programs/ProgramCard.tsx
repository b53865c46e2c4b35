import { Badge, Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Program } from '../backend/api.gen';
import { useBackend } from '../backend/BackendProvider';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { isWindowTextKey, useWindowText } from '../texts/use-window-text';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

const colors = { ready: 'success', partly: 'warning', absent: 'informative' } as const;

interface ProgramCardProps {
  readonly program: Program;
  /** There is an account that it could send through. */
  readonly ready: boolean;
  readonly onChanged: () => void;
}

/** One mail program: whether it sends through the companion, the set-up and its undoing. */
export function ProgramCard({ program, ready, onChanged }: ProgramCardProps) {
  const styles = useStyles();
  const t = useWindowText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const [said, setSaid] = useState<'programs.applied' | 'programs.undone'>();
  const name = isWindowTextKey(`programs.${program.id}`) ? t(`programs.${program.id}` as 'programs.apple') : program.id;
  const heading = program.profile ? `${name} · ${t('programs.profile', { profile: program.profile })}` : name;
  const state = program.state in colors ? (program.state as keyof typeof colors) : 'absent';
  const act = (work: () => Promise<void>, done: typeof said) =>
    run(async () => {
      setSaid(undefined);
      await work();
      setSaid(done);
      onChanged();
    });
  return (
    <Panel heading={heading}>
      <div className={styles.line}>
        <Badge appearance="tint" color={colors[state]}>
          {t(`programs.${state}`)}
        </Badge>
      </div>
      {program.running && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('programs.running')}</MessageBarBody>
        </MessageBar>
      )}
      <ProblemBar problem={problem} />
      <div role="status">
        {said && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{t(said)}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div className={styles.actions} role="group" aria-label={t('programs.actions', { name: heading })}>
        {state !== 'ready' && (
          <Button
            appearance="primary"
            disabled={busy || !ready}
            onClick={() => act(() => call.ApplyClientSetup(program.id, program.profile), 'programs.applied')}
          >
            {t('programs.apply')}
          </Button>
        )}
        {program.undo && (
          <Button
            disabled={busy}
            onClick={() => act(() => call.UndoClientSetup(program.id, program.profile), 'programs.undone')}
          >
            {t('programs.undo')}
          </Button>
        )}
      </div>
    </Panel>
  );
}
