import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { severityName } from '../i18n/finding-text';
import { useText } from '../i18n/LanguageProvider';
import type { Severity } from '../verdict';

const useStyles = makeStyles({
  icon: { flexShrink: 0, fontSize: tokens.fontSizeBase500, width: '1em', height: '1em' },
  danger: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  info: { color: tokens.colorNeutralForeground3 },
});

interface SeverityIconProps {
  readonly severity: Severity;
  readonly className?: string;
}

/** A severity as a shape with a name: octagon-like mark, triangle or i. The colour only repeats it. */
export function SeverityIcon({ severity, className }: SeverityIconProps) {
  const styles = useStyles();
  const { language } = useText();
  const label = severityName(language, severity);
  if (severity === 'hidden') return null;
  const Icon = severity === 'danger' ? ErrorCircleFilled : severity === 'warning' ? WarningFilled : InfoRegular;
  return <Icon aria-label={label} className={mergeClasses(styles.icon, styles[severity], className)} />;
}
