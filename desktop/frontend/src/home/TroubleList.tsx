import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useText } from '@sekisho/ui';
import type { Trouble } from '../backend/api.gen';
import { sayCode } from '../texts/codes';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, margin: 0, padding: 0 },
  item: { listStyleType: 'none', overflowWrap: 'anywhere' },
});

// What works all the same, only worse.
const mild: readonly string[] = ['keychain', 'tray', 'server', 'no-account', 'reply-lost'];

/** What does not work, and what to do about each. */
export function TroubleList({ troubles }: { troubles: readonly Trouble[] }) {
  const styles = useStyles();
  const { language } = useText();
  if (troubles.length === 0) return null;
  return (
    <ul className={styles.list}>
      {troubles.map((trouble) => {
        const said = sayCode(language, 'trouble', trouble.code, trouble.args);
        const words = Object.values(trouble.args).join(' ');
        return (
          <li key={`${trouble.code} ${words}`} className={styles.item}>
            <MessageBar intent={mild.includes(trouble.code) ? 'warning' : 'error'} layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{said?.title ?? `${trouble.code} ${words}`.trim()}</MessageBarTitle> {said?.advice}
              </MessageBarBody>
            </MessageBar>
          </li>
        );
      })}
    </ul>
  );
}
