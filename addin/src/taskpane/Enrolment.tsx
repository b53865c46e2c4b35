import { Button, Field, Input } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import { useState } from 'react';
import { Notice } from './Notice';
import { usePaneText } from './texts/use-pane-text';

interface EnrolmentProps {
  readonly refused: boolean;
  readonly busy: boolean;
  readonly onEnrol: (code: string) => void;
  /** Goes back to signing in; undefined: there is no other way here. */
  readonly onSignIn: (() => void) | undefined;
}

/** Asks for the enrolment code of this device. */
export function Enrolment({ refused, busy, onEnrol, onSignIn }: EnrolmentProps) {
  const t = usePaneText();
  const [code, setCode] = useState('');
  const wanted = code.normalize('NFKC').trim();
  const enrol = () => {
    if (wanted !== '' && !busy) onEnrol(wanted);
  };
  return (
    <Notice
      icon={<KeyRegular />}
      title={t('enrol.title')}
      text={t('enrol.text')}
      actions={
        <>
          <Button appearance="primary" disabledFocusable={wanted === '' || busy} onClick={enrol}>
            {t('enrol.submit')}
          </Button>
          {onSignIn && (
            <Button appearance="subtle" disabledFocusable={busy} onClick={onSignIn}>
              {t('signIn.back')}
            </Button>
          )}
        </>
      }
    >
      <Field
        label={t('enrol.code')}
        validationState={refused ? 'error' : 'none'}
        validationMessage={refused ? t('enrol.refused') : null}
      >
        <Input
          value={code}
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={64}
          onChange={(_event, data) => setCode(data.value)}
          onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && enrol()}
        />
      </Field>
    </Notice>
  );
}
