import {
  Button,
  InteractionTag,
  InteractionTagPrimary,
  InteractionTagSecondary,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { CloudAddRegular } from '@fluentui/react-icons/svg/cloud-add';
import { LinkRegular } from '@fluentui/react-icons/svg/link';
import { formatSize, useText } from '@sekisho/ui';
import { useRef } from 'react';
import type { DraftAttachment } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  hidden: { display: 'none' },
});

interface AttachmentBarProps {
  readonly attachments: readonly DraftAttachment[];
  readonly onAdd: (files: Iterable<File>) => void;
  /** A file of the cloud is attached; a file is put there and shared by a link in the body. */
  readonly onCloud: () => void;
  readonly onShare: () => void;
  readonly onRemove: (index: number) => void;
}

/** The files of the mail, and a button to add some. */
export function AttachmentBar({ attachments, onAdd, onCloud, onShare, onRemove }: AttachmentBarProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const { language } = useText();
  const input = useRef<HTMLInputElement>(null);
  const place = (file: DraftAttachment) =>
    file.unlisted ? t('compose.onLink') : file.kind === 'cloud' ? t('compose.onCloud') : '';
  return (
    <div className={styles.bar}>
      <Button icon={<AttachRegular />} appearance="subtle" onClick={() => input.current?.click()}>
        {t('compose.attach')}
      </Button>
      <input
        ref={input}
        className={styles.hidden}
        type="file"
        multiple
        aria-label={t('compose.attach')}
        onChange={(event) => {
          onAdd(event.target.files ?? []);
          event.target.value = '';
        }}
      />
      <Button icon={<CloudAddRegular />} appearance="subtle" onClick={onCloud}>
        {t('compose.cloud')}
      </Button>
      <Button icon={<LinkRegular />} appearance="subtle" onClick={onShare}>
        {t('compose.share')}
      </Button>
      {attachments.map((file, index) => (
        <InteractionTag key={`${file.name}:${index}`}>
          <InteractionTagPrimary
            hasSecondaryAction
            secondaryText={[formatSize(file.size, language), place(file)].filter(Boolean).join(' · ')}
          >
            {file.name}
          </InteractionTagPrimary>
          <InteractionTagSecondary aria-label={t('compose.remove')} onClick={() => onRemove(index)} />
        </InteractionTag>
      ))}
    </div>
  );
}
