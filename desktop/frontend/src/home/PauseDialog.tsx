import { Field, Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { useBackend } from '../backend/BackendProvider';
import { AskDialog } from '../parts/AskDialog';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { useWindowText } from '../texts/use-window-text';

const steps: readonly number[] = [5, 15, 30, 60, 120, 240, 480];

/** Lists the lengths that may be chosen: the usual ones up to the longest, and the longest itself. */
export function pauseLengths(longest: number): readonly number[] {
  return [...steps.filter((minutes) => minutes < longest), longest];
}

/** Asks for how long and why checks are to be paused. */
export function PauseDialog({ longest, onClose }: { longest: number; onClose: () => void }) {
  const t = useWindowText();
  const { call } = useBackend();
  const { busy, problem, run } = useAction();
  const lengths = pauseLengths(longest);
  const [minutes, setMinutes] = useState(lengths[0] ?? longest);
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const pause = () =>
    run(async () => {
      if (!ready) return;
      await call.Pause(minutes, reason.trim());
      onClose();
    });
  return (
    <AskDialog
      heading={t('pause.heading')}
      action={t('pause.action')}
      busy={busy || !ready}
      onAction={pause}
      onClose={onClose}
    >
      <span>{t('pause.text')}</span>
      <ProblemBar problem={problem} />
      <Field label={t('pause.minutes')}>
        <Select value={String(minutes)} onChange={(_event, data) => setMinutes(Number(data.value))}>
          {lengths.map((length) => (
            <option key={length} value={length}>
              {t('pause.option', { minutes: length })}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('pause.reason')} hint={t('pause.reasonHint')} required>
        <Input value={reason} maxLength={200} onChange={(_event, data) => setReason(data.value)} />
      </Field>
    </AskDialog>
  );
}
