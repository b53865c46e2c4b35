import {
  Button,
  Field,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Select,
  Switch,
  Text,
  tokens,
} from '@fluentui/react-components';
import { MailTemplateRegular } from '@fluentui/react-icons/svg/mail-template';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { ShieldCheckmarkFilled } from '@fluentui/react-icons/svg/shield-checkmark';
import { type Language, useText } from '@sekisho/ui';
import { type ProfileId, profiles } from './office';
import { type ExampleId, exampleIds } from './samples/examples';
import { usePlaygroundText } from './texts/use-playground-text';
import { type PlayMode, playModes, type Surroundings } from './useOutlook';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, flexGrow: 1, margin: 0 },
  mark: { fontSize: tokens.fontSizeHero700, color: tokens.colorBrandForeground1 },
  sub: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  settings: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: '240px' },
});

interface TopBarProps {
  readonly surroundings: Surroundings;
  readonly dark: boolean;
  readonly onSurroundings: (change: Partial<Surroundings>) => void;
  readonly onDark: (dark: boolean) => void;
  readonly onExample: (id: ExampleId) => void;
}

/** The page's head: what this is, the examples, and which Outlook is played. */
export function TopBar({ surroundings, dark, onSurroundings, onDark, onExample }: TopBarProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  return (
    <header className={styles.bar}>
      <h1 className={styles.brand}>
        <ShieldCheckmarkFilled aria-hidden className={styles.mark} />
        <Text size={500} weight="semibold">
          {t('brand')}
        </Text>
        <Text className={styles.sub}>{t('brand.sub')}</Text>
      </h1>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="primary" icon={<MailTemplateRegular />}>
            {t('menu.examples')}
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {exampleIds.map((id) => (
              <MenuItem key={id} onClick={() => onExample(id)}>
                {t(`example.${id}`)}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      <LanguageButton language={surroundings.language} onChange={(language) => onSurroundings({ language })} />
      <Popover trapFocus>
        <PopoverTrigger disableButtonEnhancement>
          <Button appearance="subtle" icon={<SettingsRegular />} aria-label={t('menu.settings')} />
        </PopoverTrigger>
        <PopoverSurface className={styles.settings} aria-label={t('menu.settings')}>
          <Settings surroundings={surroundings} dark={dark} onSurroundings={onSurroundings} onDark={onDark} />
        </PopoverSurface>
      </Popover>
    </header>
  );
}

function LanguageButton({ language, onChange }: { language: Language; onChange: (language: Language) => void }) {
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <Button appearance="subtle" lang={other} onClick={() => onChange(other)}>
      {other === 'en' ? 'English' : '日本語'}
    </Button>
  );
}

function Settings({ surroundings, dark, onSurroundings, onDark }: Omit<TopBarProps, 'onExample'>) {
  const t = usePlaygroundText();
  const { language } = useText();
  return (
    <>
      <Field label={t('settings.client')}>
        <Select
          key={language}
          value={surroundings.profile}
          onChange={(_event, data) => onSurroundings({ profile: data.value as ProfileId })}
        >
          {(Object.keys(profiles) as ProfileId[]).map((id) => (
            <option key={id} value={id}>
              {t(`client.${id}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('settings.mode')}>
        <Select value={surroundings.mode} onChange={(_event, data) => onSurroundings({ mode: data.value as PlayMode })}>
          {playModes.map((mode) => (
            <option key={mode} value={mode}>
              {t(`mode.${mode}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Switch label={t('settings.dark')} checked={dark} onChange={(_event, data) => onDark(data.checked)} />
    </>
  );
}
