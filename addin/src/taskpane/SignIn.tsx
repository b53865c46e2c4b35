import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { Notice } from './Notice';
import type { SignInTrouble } from './ports';
import { usePaneText } from './texts/use-pane-text';

interface SignInProps {
  /** Why the last try gave nothing. */
  readonly trouble: SignInTrouble | undefined;
  readonly busy: boolean;
  readonly onSignIn: () => void;
  readonly onCode: () => void;
}

/** Asks the person to sign in with the account of their organisation. */
export function SignIn({ trouble, busy, onSignIn, onCode }: SignInProps) {
  const t = usePaneText();
  return (
    <Notice
      icon={<PersonRegular />}
      title={t('signIn.title')}
      text={t('signIn.text')}
      actions={
        <>
          <Button appearance="primary" disabledFocusable={busy} onClick={onSignIn}>
            {busy ? t('signIn.busy') : t('signIn.submit')}
          </Button>
          <Button appearance="subtle" disabledFocusable={busy} onClick={onCode}>
            {t('signIn.code')}
          </Button>
        </>
      }
    >
      {trouble && (
        <MessageBar intent={trouble === 'cancelled' ? 'info' : 'error'} layout="multiline">
          <MessageBarBody>{t(`signIn.${trouble}`)}</MessageBarBody>
        </MessageBar>
      )}
    </Notice>
  );
}
