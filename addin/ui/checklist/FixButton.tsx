import { Button } from '@fluentui/react-components';
import type { Fix } from '../fix';
import { useText } from '../i18n/LanguageProvider';

interface FixButtonProps {
  readonly fix: Fix;
  readonly disabled: boolean;
  readonly onFix: (fix: Fix) => void;
}

/** Changes the mail in one press, and says before what it will do. */
export function FixButton({ fix, disabled, onFix }: FixButtonProps) {
  const { t } = useText();
  const named = (targets: readonly string[], one: 'fix.removeNamed' | 'fix.removeFileNamed') =>
    t(one, { targets: targets.join(t('list.separator')) });
  const spoken = {
    remove: () => (fix.kind === 'remove' ? named(fix.recipients, 'fix.removeNamed') : ''),
    'remove-file': () => (fix.kind === 'remove-file' ? named(fix.attachments, 'fix.removeFileNamed') : ''),
    'move-to-bcc': () => '',
    edit: () => '',
  }[fix.kind]();
  return (
    <Button
      size="small"
      disabledFocusable={disabled}
      {...(spoken === '' ? {} : { 'aria-label': spoken })}
      onClick={() => onFix(fix)}
    >
      {fix.kind === 'remove' && t('fix.remove')}
      {fix.kind === 'remove-file' && t('fix.removeFile')}
      {fix.kind === 'move-to-bcc' && t('fix.bcc', { count: fix.recipients.length })}
      {fix.kind === 'edit' && t('send.back')}
    </Button>
  );
}
