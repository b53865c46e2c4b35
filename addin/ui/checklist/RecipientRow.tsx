import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import { useText } from '../i18n/LanguageProvider';
import type { Finding, Recipient } from '../verdict';
import { FieldBadge } from './FieldBadge';
import { FindingLine } from './FindingLine';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke3}`,
    listStyleType: 'none',
  },
  // Rows outside the view cost no layout: 500 recipients scroll without a virtual list.
  lazy: { contentVisibility: 'auto', containIntrinsicSize: 'auto 48px' },
  plain: { padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}` },
  box: { '& label': { minWidth: 0, flexGrow: 1 } },
  person: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  head: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'center', flexWrap: 'wrap' },
  name: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  address: { overflowWrap: 'anywhere', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  findings: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    paddingLeft: tokens.spacingHorizontalXXXL,
    paddingBottom: tokens.spacingVerticalXS,
  },
});

interface RecipientRowProps {
  readonly recipient: Recipient;
  readonly findings: readonly Finding[] | undefined;
  /** The task this row's box stands for; undefined: nothing to tick. */
  readonly task: string | undefined;
  readonly domId: string;
  readonly checked: boolean;
  /** One of very many. */
  readonly lazy: boolean;
  readonly onTick: (task: string, on: boolean) => void;
}

/** One recipient: box if it is to be ticked, name, address, field, and why it is flagged. */
export const RecipientRow = memo(function RecipientRow(props: RecipientRowProps) {
  const { recipient, findings, task, domId, checked, lazy, onTick } = props;
  const styles = useStyles();
  const reasons = `${domId}-why`;
  const person = <Person recipient={recipient} />;
  return (
    <li className={mergeClasses(styles.row, lazy && styles.lazy)}>
      {task === undefined ? (
        <div className={styles.plain}>{person}</div>
      ) : (
        <Checkbox
          id={domId}
          className={styles.box}
          label={person}
          checked={checked}
          aria-describedby={findings ? reasons : undefined}
          onChange={(_event, data) => onTick(task, data.checked === true)}
        />
      )}
      {findings && (
        <div id={reasons} className={styles.findings}>
          {findings.map((finding) => (
            <FindingLine key={`${finding.code}:${finding.rules.join()}`} finding={finding} />
          ))}
        </div>
      )}
    </li>
  );
});

function Person({ recipient }: { recipient: Recipient }) {
  const styles = useStyles();
  const { t } = useText();
  const address = recipient.address || t('recipients.unknown');
  return (
    <span className={styles.person}>
      <span className={styles.head}>
        <FieldBadge field={recipient.field} />
        <span className={styles.name}>{recipient.name || address}</span>
      </span>
      {recipient.name !== '' && recipient.name !== address && <span className={styles.address}>{address}</span>}
      {!recipient.envelope && <span className={styles.address}>{t('recipients.notDelivered')}</span>}
    </span>
  );
}
