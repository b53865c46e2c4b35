import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
    textWrap: 'balance',
  },
  icon: { display: 'flex', fontSize: tokens.fontSizeHero900, color: tokens.colorBrandForeground1 },
  title: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0, maxWidth: '40em', color: tokens.colorNeutralForeground2 },
});

interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** The title is that of the whole page. */
  readonly page?: boolean;
  readonly text: string;
  readonly action?: ReactNode;
}

/** A place where there is nothing yet: what would be here, and what can be done. */
export function Empty({ icon, title, text, action, page = false }: EmptyProps) {
  const styles = useStyles();
  const Title = page ? 'h1' : 'p';
  return (
    <div className={styles.empty}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <Title className={styles.title}>{title}</Title>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}
