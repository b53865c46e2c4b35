import {
  Button,
  Field,
  Input,
  InteractionTag,
  InteractionTagPrimary,
  InteractionTagSecondary,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import type { DraftRecipient } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';
import { readAddresses } from './read-addresses';

const useStyles = makeStyles({
  row: { gridTemplateColumns: '72px 1fr' },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    alignItems: 'center',
    minHeight: '32px',
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  input: { flexGrow: 1, minWidth: '160px' },
  tag: { maxWidth: '100%' },
});

/** A line shows so many recipients, and how many more there are. */
const manyPills = 30;

interface AddressFieldProps {
  readonly label: string;
  readonly recipients: readonly DraftRecipient[];
  readonly onChange: (recipients: DraftRecipient[]) => void;
}

/** A line of recipients: pills that can be removed, and a field that takes one address or a pasted list. */
export function AddressField({ label, recipients, onChange }: AddressFieldProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const [text, setText] = useState('');
  const [rest, setRest] = useState('');
  const [all, setAll] = useState(false);
  const shown = all ? recipients : recipients.slice(0, manyPills);
  const take = (typed: string) => {
    const read = readAddresses(typed);
    if (read.recipients.length > 0) onChange([...recipients, ...read.recipients]);
    setText(read.rest);
    setRest(read.rest);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (['Enter', ',', ';'].includes(event.key) && text.trim() !== '') {
      event.preventDefault();
      take(text);
    }
    if (event.key === 'Backspace' && text === '') onChange(recipients.slice(0, -1));
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text');
    if (!pasted.includes('@')) return;
    event.preventDefault();
    take(`${text}${pasted}`);
  };
  return (
    <Field
      className={styles.row}
      label={label}
      orientation="horizontal"
      validationMessage={rest === '' ? null : t('compose.notAddress', { text: rest })}
    >
      {(field) => (
        <div className={styles.line}>
          {shown.map((recipient, index) => (
            <Pill
              key={`${recipient.address}:${index}`}
              recipient={recipient}
              onRemove={() => onChange(recipients.filter((_, other) => other !== index))}
            />
          ))}
          {shown.length < recipients.length && (
            <Button size="small" appearance="subtle" onClick={() => setAll(true)}>
              {t('compose.more', { count: recipients.length - shown.length })}
            </Button>
          )}
          <Input
            {...field}
            className={styles.input}
            appearance="filled-lighter"
            placeholder={recipients.length === 0 ? t('compose.addressHint') : ''}
            value={text}
            spellCheck={false}
            onChange={(_event, data) => {
              setText(data.value);
              setRest('');
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => take(text)}
          />
        </div>
      )}
    </Field>
  );
}

function Pill({ recipient, onRemove }: { recipient: DraftRecipient; onRemove: () => void }) {
  const styles = useStyles();
  const t = usePlaygroundText();
  return (
    <InteractionTag className={styles.tag} size="small" shape="circular">
      <InteractionTagPrimary title={recipient.address} hasSecondaryAction>
        {recipient.name ?? recipient.address}
      </InteractionTagPrimary>
      <InteractionTagSecondary aria-label={t('compose.remove')} onClick={onRemove} />
    </InteractionTag>
  );
}
