import { Badge, Checkbox, createFocusOutlineStyle, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useText } from '../i18n/LanguageProvider';
import type { Finding } from '../verdict';
import type { Group } from './groups';
import { RecipientRow } from './RecipientRow';
import { SeverityIcon } from './SeverityIcon';
import type { Checklist } from './useChecklist';

const useStyles = makeStyles({
  group: { borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  heading: { margin: 0 },
  toggle: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    width: '100%',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    border: 'none',
    textAlign: 'left',
    cursor: 'pointer',
    font: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ...createFocusOutlineStyle(),
  },
  title: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  name: { fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  small: {
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightRegular,
    color: tokens.colorNeutralForeground2,
  },
  list: { margin: 0, padding: 0 },
  domain: { padding: `0 ${tokens.spacingHorizontalS}` },
});

interface RecipientGroupProps {
  readonly group: Group;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly checklist: Checklist;
  /** There are very many recipients. */
  readonly lazy: boolean;
}

/** One company or domain. Its heading only opens and closes it; no box hides in there. */
export function RecipientGroup({ group, findings, checklist, lazy }: RecipientGroupProps) {
  const styles = useStyles();
  const { t } = useText();
  const open = checklist.isOpen(group.key);
  const { done, total } = checklist.progressOf(group);
  const domainTask = checklist.taskFor('domain', group.title);
  const Chevron = open ? ChevronDownRegular : ChevronRightRegular;
  return (
    <section className={styles.group} aria-label={group.title || t('recipients.internal')}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          onClick={() => checklist.setOpen(group.key, !open)}
        >
          <Chevron aria-hidden />
          <span className={styles.title}>
            <span className={styles.name}>{group.title || t('recipients.internal')}</span>
            {group.domains.length > 0 && (
              <span className={styles.small}>{group.domains.join(t('list.separator'))}</span>
            )}
          </span>
          {group.worst !== 'hidden' && <SeverityIcon severity={group.worst} />}
          {total > 0 ? (
            <span className={styles.small}>{t('recipients.progress', { done, total })}</span>
          ) : (
            <Badge appearance="tint" color="informative">
              {t('recipients.count', { count: group.recipients.length })}
            </Badge>
          )}
        </button>
      </h3>
      {open && domainTask !== undefined && (
        <Checkbox
          id={checklist.domId(domainTask)}
          className={styles.domain}
          label={t('recipients.domainItem', { domain: group.title })}
          checked={checklist.answers.ticked.has(domainTask)}
          onChange={(_event, data) => checklist.tick(domainTask, data.checked === true)}
        />
      )}
      {open && <Rows group={group} findings={findings} checklist={checklist} lazy={lazy} />}
    </section>
  );
}

function Rows({ group, findings, checklist, lazy }: RecipientGroupProps) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {group.recipients.map((recipient, index) => {
        const task = checklist.taskFor('recipient', recipient.address);
        return (
          <RecipientRow
            key={`${recipient.address}:${index}`}
            recipient={recipient}
            findings={findings.get(recipient.address)}
            task={task}
            domId={task === undefined ? `${checklist.prefix}-${group.key}-${index}` : checklist.domId(task)}
            checked={task !== undefined && checklist.answers.ticked.has(task)}
            lazy={lazy}
            onTick={checklist.tick}
          />
        );
      })}
    </ul>
  );
}
