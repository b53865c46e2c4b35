import { Field, Input } from '@fluentui/react-components';
import { formatTime, useText } from '@sekisho/ui';
import { useState } from 'react';
import type { Held } from '../backend/api.gen';
import type { Problem } from '../backend/problem';
import { AskDialog } from '../parts/AskDialog';
import { ProblemBar } from '../parts/ProblemBar';
import { useWindowText } from '../texts/use-window-text';

/** Writes a point in time as a field of the browser wants it: the reader's own zone, to the minute. */
export function toField(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Reads what a field holds: a point in time, or undefined where it is none or outside of the bounds. */
export function fromField(field: string, mail: Pick<Held, 'earliest' | 'latest'>): string | undefined {
  const at = new Date(field);
  if (field === '' || Number.isNaN(at.getTime())) return undefined;
  // Fields know no seconds: a bound holds for its whole minute.
  const minute = (time: string) => Math.floor(Date.parse(time) / 60_000) * 60_000;
  if (mail.earliest && at.getTime() < minute(mail.earliest)) return undefined;
  if (mail.latest && at.getTime() > minute(mail.latest)) return undefined;
  return at.toISOString();
}

interface TimeDialogProps {
  readonly mail: Held;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly onSet: (time: string) => void;
  readonly onClose: () => void;
}

/** Asks when a held mail may leave, within what the policy allows. */
export function TimeDialog({ mail, busy, problem, onSet, onClose }: TimeDialogProps) {
  const t = useWindowText();
  const { language } = useText();
  const [field, setField] = useState(toField(mail.leaves ?? mail.earliest ?? ''));
  const time = fromField(field, mail);
  const bounds = {
    earliest: mail.earliest ? formatTime(mail.earliest, language) : '',
    latest: mail.latest ? formatTime(mail.latest, language) : '',
  };
  return (
    <AskDialog
      heading={t('held.timeHeading')}
      action={t('held.timeSave')}
      busy={busy || !time}
      onAction={() => time && onSet(time)}
      onClose={onClose}
    >
      <ProblemBar problem={problem} />
      <Field
        label={t('held.timeField')}
        hint={t('held.timeBounds', bounds)}
        {...(time ? {} : { validationMessage: t('held.timeOutside', bounds) })}
      >
        <Input
          type="datetime-local"
          value={field}
          min={toField(mail.earliest ?? '')}
          max={toField(mail.latest ?? '')}
          onChange={(_event, data) => setField(data.value)}
        />
      </Field>
    </AskDialog>
  );
}
