import { CounterBadge, createFocusOutlineStyle, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useWindowText } from '../texts/use-window-text';
import { type Place, placeIcons, places } from './places';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, margin: 0, padding: 0 },
  item: { listStyleType: 'none' },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    width: '100%',
    minHeight: '40px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    textAlign: 'left',
    font: 'inherit',
    cursor: 'pointer',
    color: tokens.colorNeutralForeground1,
    backgroundColor: 'transparent',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ...createFocusOutlineStyle(),
  },
  here: {
    backgroundColor: tokens.colorNeutralBackground1,
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}`,
    // High contrast drops shadows and backgrounds.
    '@media (forced-colors: active)': { outline: '2px solid Highlight' },
  },
  icon: { flexShrink: 0, fontSize: tokens.fontSizeBase500 },
  name: { flexGrow: 1 },
});

interface NavListProps {
  readonly here: Place;
  readonly counts: Partial<Readonly<Record<Place, number>>>;
  readonly onGo: (place: Place) => void;
}

/** The list of pages, with how much there is on some of them. */
export function NavList({ here, counts, onGo }: NavListProps) {
  const styles = useStyles();
  const t = useWindowText();
  return (
    <ul className={styles.list}>
      {places.map((place) => {
        const Icon = placeIcons[place];
        const count = counts[place] ?? 0;
        return (
          <li key={place} className={styles.item}>
            <button
              type="button"
              className={mergeClasses(styles.link, place === here && styles.here)}
              aria-current={place === here ? 'page' : undefined}
              onClick={() => onGo(place)}
            >
              <Icon aria-hidden className={styles.icon} />
              <span className={styles.name}>{t(`nav.${place}`)}</span>
              {count > 0 && (
                <CounterBadge count={count} size="small" color={place === 'waiting' ? 'danger' : 'informative'} />
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
