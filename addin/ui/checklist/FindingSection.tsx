import { createFocusOutlineStyle, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useText } from '../i18n/LanguageProvider';
import type { Finding } from '../verdict';
import { FindingItem } from './FindingItem';
import { Section } from './Section';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0 },
  summary: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
    cursor: 'pointer',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    ...createFocusOutlineStyle(),
  },
});

interface FindingSectionProps {
  /** Worst first, nothing hidden among them. */
  readonly findings: readonly Finding[];
  /** Rule id to its message in the sender's language. */
  readonly messages: ReadonlyMap<string, string>;
  /** Rules that ask a question of their own further down: their message is not said twice. */
  readonly questions: readonly string[];
  /** The button that mends a finding, where there is one. */
  readonly mend?: ((finding: Finding) => ReactNode) | undefined;
}

/** What was found, worst first; mere information stays folded away. */
export function FindingSection({ findings, messages, questions, mend }: FindingSectionProps) {
  const styles = useStyles();
  const { t } = useText();
  const serious = findings.filter((finding) => finding.severity !== 'info');
  const info = findings.filter((finding) => finding.severity === 'info');
  const items = (list: readonly Finding[]) => (
    <ul className={styles.list}>
      {list.map((finding, index) => (
        <FindingItem
          key={`${finding.code}:${index}`}
          finding={finding}
          messages={messagesFor(finding, messages, questions)}
          mend={mend?.(finding)}
        />
      ))}
    </ul>
  );
  if (findings.length === 0) return null;
  return (
    <Section heading={t('findings.heading')}>
      {serious.length > 0 && items(serious)}
      {info.length > 0 && (
        <details open={serious.length === 0}>
          <summary className={styles.summary}>{t('findings.info', { count: info.length })}</summary>
          {items(info)}
        </details>
      )}
    </Section>
  );
}

function messagesFor(finding: Finding, messages: ReadonlyMap<string, string>, questions: readonly string[]): string[] {
  // "A rule applies" says nothing without the rule's own words.
  const rules = finding.code === 'policy.rule' ? finding.rules : finding.rules.filter((id) => !questions.includes(id));
  return rules.flatMap((rule) => messages.get(rule) ?? []);
}
