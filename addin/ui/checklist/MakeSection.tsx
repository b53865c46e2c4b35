import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { dutyName } from '../i18n/finding-text';
import { useText } from '../i18n/LanguageProvider';
import type { Verdict } from '../verdict';

const useStyles = makeStyles({
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, overflowWrap: 'anywhere' },
});

const shown = 5;
const said = ['forceBcc', 'addRecipients', 'removeRecipients', 'addText'] as const;

interface MakeSectionProps {
  readonly verdict: Verdict;
  /** Kinds of the verdict's changes that the draft still lacks. */
  readonly toMake: readonly string[];
}

/** What will be changed in the mail, with whom or what it is about. */
export function MakeSection({ verdict, toMake }: MakeSectionProps) {
  const styles = useStyles();
  const { t, language } = useText();
  const lines = (kind: string, args: Readonly<Record<string, unknown>>) => {
    const all = targetsOf(args, language);
    const more = all.length - shown;
    const targets =
      all.slice(0, shown).join(t('list.separator')) +
      (more > 0 ? `${t('list.separator')}${t('list.more', { count: more })}` : '');
    const known = said.find((one) => one === kind);
    const first = known ? t(`make.${known}`, { targets }) : dutyName(language, kind);
    return typeof args.to === 'string' && args.to !== '' ? [first, t('make.newTo', { to: args.to })] : [first];
  };
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('make.heading')}</MessageBarTitle>
        <ul className={styles.list}>
          {verdict.changes
            .filter((change) => toMake.includes(change.kind))
            .flatMap((change) =>
              lines(change.kind, change.args ?? {}).map((line) => <li key={`${change.kind} ${line}`}>{line}</li>),
            )}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

/** The lists of addresses and texts among a change's arguments. */
function targetsOf(args: Readonly<Record<string, unknown>>, language: 'ja' | 'en'): string[] {
  return ['addresses', 'to', 'cc', 'bcc', 'subject', 'head'].flatMap((name) => {
    const value = args[name];
    return Array.isArray(value) ? value.map((one) => wordsOf(one, language)) : [];
  });
}

function wordsOf(one: unknown, language: 'ja' | 'en'): string {
  if (typeof one === 'string') return one;
  const text = one as { ja?: string; en?: string };
  return (language === 'en' ? text.en || text.ja : text.ja || text.en) ?? '';
}
