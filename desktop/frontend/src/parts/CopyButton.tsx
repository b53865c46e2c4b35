import { Button } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useState } from 'react';
import { useBackend } from '../backend/BackendProvider';
import { useWindowText } from '../texts/use-window-text';

interface CopyButtonProps {
  /** What is copied, and for whom it is named. */
  readonly text: string;
  readonly label: string;
  /** The label is written out; otherwise only read out. */
  readonly wide?: boolean;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, wide = false }: CopyButtonProps) {
  const t = useWindowText();
  const { copy: toClipboard } = useBackend();
  const [copied, setCopied] = useState('');
  const done = copied === text;
  const copy = () => {
    toClipboard(text).then(
      (done) => setCopied(done ? text : ''),
      () => setCopied(''),
    );
  };
  return (
    <>
      <Button
        {...(wide ? {} : { appearance: 'subtle' as const, size: 'small' as const, 'aria-label': label })}
        icon={done ? <CheckmarkRegular aria-hidden /> : <CopyRegular aria-hidden />}
        onClick={copy}
      >
        {wide && label}
      </Button>
      <span role="status">{done && t('copied')}</span>
    </>
  );
}
