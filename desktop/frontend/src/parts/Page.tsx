import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Problem } from '../backend/problem';
import { useWindowText } from '../texts/use-window-text';
import { ProblemBar } from './ProblemBar';

const useStyles = makeStyles({
  page: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    boxSizing: 'border-box',
    width: '100%',
    maxWidth: '880px',
    margin: '0 auto',
    padding: tokens.spacingHorizontalL,
  },
  top: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
    outlineStyle: 'none',
  },
});

interface PageProps {
  readonly title: string;
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  readonly problem?: Problem | undefined;
  /** Something has still to come. */
  readonly loading?: boolean;
  readonly children: ReactNode;
}

/** The frame of a page. Its title takes the focus when the page opens, so that it is read out. */
export function Page({ title, actions, problem, loading = false, children }: PageProps) {
  const styles = useStyles();
  const t = useWindowText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main className={styles.page}>
      <div className={styles.top}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {actions}
      </div>
      <ProblemBar problem={problem} />
      {loading && !problem ? <Spinner label={t('loading')} /> : children}
    </main>
  );
}
