import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import type { ReactNode } from 'react';
import { useWindowText } from '../texts/use-window-text';
import { NavList } from './NavList';
import { type Place, placeIcons, places } from './places';

// Below this the list of pages becomes a menu.
const narrow = '@media (max-width: 719px)';

const useStyles = makeStyles({
  shell: {
    display: 'grid',
    gridTemplateColumns: '224px minmax(0, 1fr)',
    minHeight: '100vh',
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'auto 1fr' },
  },
  side: {
    position: 'sticky',
    top: 0,
    boxSizing: 'border-box',
    height: '100vh',
    overflowY: 'auto',
    padding: tokens.spacingHorizontalM,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { display: 'none' },
  },
  brand: {
    display: 'block',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalL}`,
    fontSize: tokens.fontSizeBase500,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorBrandForeground1,
  },
  // Whoever wants the whole height grows.
  content: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  top: {
    display: 'none',
    [narrow]: {
      display: 'flex',
      alignItems: 'center',
      padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
      borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    },
  },
});

interface ShellProps {
  readonly here: Place;
  readonly counts: Partial<Readonly<Record<Place, number>>>;
  readonly onGo: (place: Place) => void;
  readonly children: ReactNode;
}

/** The window around a page: the list of pages beside it, or a menu above it where the window is narrow. */
export function Shell({ here, counts, onGo, children }: ShellProps) {
  const styles = useStyles();
  const t = useWindowText();
  return (
    <div className={styles.shell}>
      <nav className={styles.side} aria-label={t('nav.label')}>
        <span className={styles.brand}>{t('app.name')}</span>
        <NavList here={here} counts={counts} onGo={onGo} />
      </nav>
      <nav className={styles.top} aria-label={t('nav.label')}>
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button appearance="subtle" icon={<NavigationRegular aria-hidden />}>
              {t(`nav.${here}`)}
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {places.map((place) => {
                const Icon = placeIcons[place];
                return (
                  <MenuItem
                    key={place}
                    icon={<Icon aria-hidden />}
                    secondaryContent={counts[place] ? String(counts[place]) : null}
                    onClick={() => onGo(place)}
                  >
                    {t(`nav.${place}`)}
                  </MenuItem>
                );
              })}
            </MenuList>
          </MenuPopover>
        </Menu>
      </nav>
      <div className={styles.content}>{children}</div>
    </div>
  );
}
