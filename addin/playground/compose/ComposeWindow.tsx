import {
  Button,
  Field,
  Input,
  makeStyles,
  mergeClasses,
  Spinner,
  Switch,
  Textarea,
  Toolbar,
  ToolbarButton,
  tokens,
} from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { SendFilled } from '@fluentui/react-icons/svg/send';
import { ShieldTaskRegular } from '@fluentui/react-icons/svg/shield-task';
import { type DragEvent, useState } from 'react';
import type { Draft } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';
import { AddressField } from './AddressField';
import { AttachmentBar } from './AttachmentBar';
import { readFiles } from './read-files';

/** Octets of all attachments together, so that the demo's gate takes the mail. */
const fileLimit = 20_000_000;

const useStyles = makeStyles({
  window: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    minWidth: 0,
    flexGrow: 1,
    '@media (min-width: 800px)': { minHeight: 'calc(100vh - 200px)' },
  },
  dropping: { outline: `${tokens.strokeWidthThick} dashed ${tokens.colorBrandStroke1}` },
  toolbar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS, padding: 0 },
  from: { paddingLeft: tokens.spacingHorizontalS, lineHeight: '32px', overflowWrap: 'anywhere' },
  row: { gridTemplateColumns: '72px 1fr' },
  body: { flexGrow: 1, gridTemplateRows: '1fr' },
  text: { height: '100%', minHeight: '240px', '& textarea': { maxHeight: 'none' } },
  error: { color: tokens.colorStatusDangerForeground1 },
});

interface ComposeWindowProps {
  readonly draft: Draft;
  /** Changes the draft, which the fake Outlook shares. */
  readonly edit: (change: (draft: Draft) => void) => void;
  /** What the window is doing and cannot be interrupted in. */
  readonly busy: 'checking' | 'sending' | undefined;
  readonly skip: boolean;
  readonly onSkip: (skip: boolean) => void;
  readonly onSend: () => void;
  readonly onDiscard: () => void;
  readonly onPane: () => void;
}

/** A compose window much like Outlook's. */
export function ComposeWindow(props: ComposeWindowProps) {
  const { draft, edit, busy } = props;
  const styles = useStyles();
  const t = usePlaygroundText();
  const [dropping, setDropping] = useState(false);
  const [error, setError] = useState('');
  const add = async (files: Iterable<File>) => {
    const read = await readFiles(files);
    const total = [...draft.attachments, ...read].reduce((sum, file) => sum + file.size, 0);
    setError(total > fileLimit ? t('compose.tooLarge') : '');
    if (total <= fileLimit) edit((d) => void d.attachments.push(...read));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    void add(event.dataTransfer.files);
  };
  const send = () => {
    const nobody = draft.to.length + draft.cc.length + draft.bcc.length === 0;
    setError(nobody ? t('compose.nobody') : '');
    if (!nobody) props.onSend();
  };
  return (
    <section
      className={mergeClasses(styles.window, dropping && styles.dropping)}
      aria-label={t('tab.compose')}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
    >
      <Toolbar className={styles.toolbar} aria-label={t('tab.compose')}>
        <Button appearance="primary" icon={<SendFilled />} disabled={busy !== undefined} onClick={send}>
          {t('compose.send')}
        </Button>
        <ToolbarButton icon={<DeleteRegular />} disabled={busy !== undefined} onClick={props.onDiscard}>
          {t('compose.discard')}
        </ToolbarButton>
        <ToolbarButton icon={<ShieldTaskRegular />} disabled={busy !== undefined} onClick={props.onPane}>
          {t('compose.pane')}
        </ToolbarButton>
        <div role="status">{busy && <Spinner size="tiny" label={t(`compose.${busy}`)} />}</div>
      </Toolbar>
      <Fields draft={draft} edit={edit} />
      <AttachmentBar
        attachments={draft.attachments}
        onAdd={(files) => void add(files)}
        onRemove={(index) => edit((d) => void d.attachments.splice(index, 1))}
      />
      {error !== '' && (
        <span role="alert" className={styles.error}>
          {error}
        </span>
      )}
      <Field className={styles.body}>
        <Textarea
          className={styles.text}
          aria-label={t('compose.body')}
          appearance="filled-lighter"
          value={draft.body.text}
          onChange={(_event, data) => edit((d) => void Object.assign(d.body, { text: data.value, html: data.value }))}
        />
      </Field>
      <Switch label={t('compose.skip')} checked={props.skip} onChange={(_event, data) => props.onSkip(data.checked)} />
    </section>
  );
}

function Fields({ draft, edit }: Pick<ComposeWindowProps, 'draft' | 'edit'>) {
  const styles = useStyles();
  const t = usePlaygroundText();
  return (
    <>
      <Field className={styles.row} label={t('compose.from')} orientation="horizontal">
        <span className={styles.from}>
          {draft.from.name} {`<${draft.from.address}>`}
        </span>
      </Field>
      {(['to', 'cc', 'bcc'] as const).map((field) => (
        <AddressField
          key={field}
          label={t(`compose.${field}`)}
          recipients={draft[field]}
          onChange={(recipients) => edit((d) => void Object.assign(d, { [field]: recipients }))}
        />
      ))}
      <Field className={styles.row} label={t('compose.subject')} orientation="horizontal">
        <Input
          appearance="underline"
          value={draft.subject}
          maxLength={255}
          onChange={(_event, data) => edit((d) => void Object.assign(d, { subject: data.value }))}
        />
      </Field>
    </>
  );
}
