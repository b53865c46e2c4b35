import { Badge, Button, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { fileTypeKey } from '../i18n/file-type';
import { formatSize } from '../i18n/format';
import { useText } from '../i18n/LanguageProvider';
import type { Attachment, Finding } from '../verdict';
import { FindingLine } from './FindingLine';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexDirection: 'column',
    listStyleType: 'none',
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
  },
  plain: { padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}` },
  file: { display: 'flex', flexDirection: 'column', minWidth: 0, gap: tokens.spacingVerticalXXS },
  name: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  under: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: tokens.spacingVerticalXXS,
    paddingLeft: tokens.spacingHorizontalXXXL,
    paddingBottom: tokens.spacingVerticalXS,
  },
});

interface AttachmentRowProps {
  readonly attachment: Attachment;
  readonly findings: readonly Finding[];
  readonly checklist: Checklist;
  /** Names already opened from here. */
  readonly opened: ReadonlySet<string>;
  /** Opens the file; undefined where the door cannot, then the person's word counts. */
  readonly onOpen: ((name: string) => void) | undefined;
}

/** One file: box if it is to be ticked, name, true type, size, marks, why it is flagged, and the box for "opened". */
export function AttachmentRow({ attachment, findings, checklist, opened, onOpen }: AttachmentRowProps) {
  const styles = useStyles();
  const { t } = useText();
  const task = checklist.taskFor('attachment', attachment.name);
  const openedTask = checklist.taskFor('opened-file', attachment.name);
  const closed = onOpen !== undefined && !opened.has(attachment.name);
  const file = <File attachment={attachment} />;
  return (
    <li className={styles.row}>
      {task === undefined ? (
        <div className={styles.plain}>{file}</div>
      ) : (
        <Checkbox
          id={checklist.domId(task)}
          label={file}
          checked={checklist.answers.ticked.has(task)}
          onChange={(_event, data) => checklist.tick(task, data.checked === true)}
        />
      )}
      <div className={styles.under}>
        {findings.map((finding) => (
          <FindingLine key={`${finding.code}:${finding.rules.join()}`} finding={finding} />
        ))}
        {openedTask !== undefined && onOpen && (
          <Button size="small" onClick={() => onOpen(attachment.name)}>
            {t('attachments.open', { name: attachment.name })}
          </Button>
        )}
      </div>
      {openedTask !== undefined && (
        <Checkbox
          id={checklist.domId(openedTask)}
          label={t('attachments.opened', { name: attachment.name })}
          disabled={closed}
          title={closed ? t('attachments.openFirst') : undefined}
          checked={checklist.answers.ticked.has(openedTask)}
          onChange={(_event, data) => checklist.tick(openedTask, data.checked === true)}
        />
      )}
    </li>
  );
}

function File({ attachment }: { attachment: Attachment }) {
  const styles = useStyles();
  const { t, language } = useText();
  return (
    <span className={styles.file}>
      <span className={styles.name}>{attachment.name}</span>
      <span className={styles.facts}>
        <DocumentRegular aria-hidden />
        <span>{t(fileTypeKey(attachment.type))}</span>
        <span>{formatSize(attachment.size, language)}</span>
        {attachment.encrypted && (
          <Badge appearance="tint" color="warning" icon={<LockClosedRegular aria-hidden />}>
            {t('attachments.encrypted')}
          </Badge>
        )}
        {attachment.macro && (
          <Badge appearance="tint" color="warning">
            {t('attachments.macro')}
          </Badge>
        )}
        {attachment.disguised && (
          <Badge appearance="tint" color="danger">
            {t('attachments.disguised')}
          </Badge>
        )}
      </span>
    </span>
  );
}
