import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { usePlaygroundText } from '../texts/use-playground-text';
import type { Outcome } from '../useOutlook';

const useStyles = makeStyles({
  reply: { display: 'block', fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
});

interface OutcomeBarProps {
  readonly outcome: Outcome;
  readonly onShow: () => void;
  readonly onDismiss: () => void;
}

/** How the last mail fared at the gate, in the gate's own words too. */
export function OutcomeBar({ outcome, onShow, onDismiss }: OutcomeBarProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const kind = outcome.kind === 'failed' ? 'failed' : outcome.reply.accepted ? 'sent' : 'refused';
  const lines = outcome.kind === 'failed' ? [outcome.reason] : outcome.reply.replies;
  return (
    <MessageBar intent={kind === 'sent' ? 'success' : 'error'} layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{t(`result.${kind}`)}</MessageBarTitle>
        {kind !== 'failed' && ` ${t(kind === 'sent' ? 'result.sentText' : 'result.refusedText')}`}
        {lines.map((line) => (
          <code key={line} className={styles.reply}>
            {kind === 'failed' ? line : `${t('result.reply')}: ${line}`}
          </code>
        ))}
      </MessageBarBody>
      <MessageBarActions>
        {kind === 'sent' && <Button onClick={onShow}>{t('result.show')}</Button>}
        <Button onClick={onDismiss}>{t('result.dismiss')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
