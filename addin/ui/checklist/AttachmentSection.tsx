import { makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useText } from '../i18n/LanguageProvider';
import type { Attachment, Finding } from '../verdict';
import { AttachmentRow } from './AttachmentRow';
import { Section } from './Section';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({ list: { margin: 0, padding: 0 } });

interface AttachmentSectionProps {
  readonly attachments: readonly Attachment[];
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly checklist: Checklist;
  readonly onOpenFile: ((name: string) => void) | undefined;
}

/** All attachments. */
export function AttachmentSection({ attachments, findings, checklist, onOpenFile }: AttachmentSectionProps) {
  const styles = useStyles();
  const { t } = useText();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const open = (name: string) => {
    setOpened(new Set([...opened, name]));
    onOpenFile?.(name);
  };
  return (
    <Section heading={t('attachments.heading')}>
      <ul className={styles.list}>
        {attachments.map((attachment, index) => (
          <AttachmentRow
            key={`${attachment.name}:${index}`}
            attachment={attachment}
            findings={findings.get(attachment.name) ?? []}
            checklist={checklist}
            opened={opened}
            onOpen={onOpenFile && open}
          />
        ))}
      </ul>
    </Section>
  );
}
