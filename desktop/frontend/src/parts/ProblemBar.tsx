import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import { useText } from '@sekisho/ui';
import type { Problem } from '../backend/problem';
import { sayCode } from '../texts/codes';

const useStyles = makeStyles({ words: { overflowWrap: 'anywhere' } });

/** Says why something came to nothing and what to do; nothing where nothing did. */
export function ProblemBar({ problem }: { problem: Problem | undefined }) {
  const styles = useStyles();
  const { language } = useText();
  if (!problem) return null;
  const said = sayCode(language, 'problem', problem.code, problem.args) ?? sayCode(language, 'problem', 'internal');
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody className={styles.words}>
        {problem.said === '' && <MessageBarTitle>{said?.title}</MessageBarTitle>} {problem.said || said?.advice}
        {problem.detail && <div>{problem.detail}</div>}
      </MessageBarBody>
    </MessageBar>
  );
}
