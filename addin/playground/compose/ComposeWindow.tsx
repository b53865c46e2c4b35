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
import { type DragEvent, type ReactNode, useState } from 'react';
import type { Draft } from '../office';
import { cloudFile } from '../samples/examples';
import { usePlaygroundText } from '../texts/use-playground-text';
import { AddressField } from './AddressField';
import { AttachmentBar } from './AttachmentBar';
import { FromField } from './FromField';
import { KindSwitch } from './KindSwitch';
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
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalL },
  toolbar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS, padding: 0 },
  row: { gridTemplateColumns: '72px 1fr' },
  body: { flexGrow: 1, gridTemplateRows: '1fr' },
  text: { height: '100%', minHeight: '240px', '& textarea': { maxHeight: 'none' } },
  quoted: {
    margin: 0,
    paddingLeft: tokens.spacingHorizontalM,
    borderLeft: `${tokens.strokeWidthThick} solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    whiteSpace: 'pre-wrap',
  },
  error: { color: tokens.colorStatusDangerForeground1 },
});

interface ComposeWindowProps {
  readonly draft: Draft;
  /** The signed-in person. */
  readonly own: { readonly address: string; readonly name: string };
  /** What add-ins put above the mail. */
  readonly notices: ReactNode;
  readonly onKind: (kind: Draft['kind']) => void;
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
      <div className={styles.bar}>
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
        </Toolbar>
        <KindSwitch kind={draft.kind} onKind={props.onKind} />
        <div role="status">{busy && <Spinner size="tiny" label={t(`compose.${busy}`)} />}</div>
      </div>
      {props.notices}
      <Fields draft={draft} own={props.own} edit={edit} />
      <AttachmentBar
        attachments={draft.attachments}
        onAdd={(files) => void add(files)}
        onCloud={() => edit((d) => void d.attachments.push(cloudFile(t('compose.cloudName'))))}
        onShare={() => edit((d) => shareLink(d, t('compose.linkName')))}
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
      {draft.quoted && (
        <blockquote className={styles.quoted} aria-label={t('compose.quoted')}>
          {draft.quoted.text}
        </blockquote>
      )}
      <Switch label={t('compose.skip')} checked={props.skip} onChange={(_event, data) => props.onSkip(data.checked)} />
    </section>
  );
}

/** What the web does with a big file: it stays in the cloud, and the body gets a link that no list of files names. */
function shareLink(draft: Draft, name: string): void {
  const url = `https://minato-my.sharepoint.example/personal/sato/${encodeURIComponent(name)}`;
  draft.attachments.push({ name, size: 61_000_000, url, unlisted: true });
  draft.body = {
    text: `${draft.body.text}\n${name} <${url}>\n`,
    html: `${draft.body.html}<p><a href="${url}">${name}</a></p>`,
  };
}

/** The lines of recipients, by what is written. */
const lines = {
  message: [
    ['to', 'to'],
    ['cc', 'cc'],
    ['bcc', 'bcc'],
  ],
  appointment: [
    ['to', 'required'],
    ['cc', 'optional'],
    ['rooms', 'rooms'],
  ],
} as const;

function Fields({ draft, own, edit }: Pick<ComposeWindowProps, 'draft' | 'own' | 'edit'>) {
  const styles = useStyles();
  const t = usePlaygroundText();
  return (
    <>
      <FromField draft={draft} own={own} edit={edit} />
      {lines[draft.kind].map(([field, label]) => (
        <AddressField
          key={label}
          label={t(`compose.${label}`)}
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
