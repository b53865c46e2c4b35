import type { FluentIcon } from '@fluentui/react-icons';
import { AppsRegular } from '@fluentui/react-icons/svg/apps';
import { BookOpenRegular } from '@fluentui/react-icons/svg/book-open';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { MailClockRegular } from '@fluentui/react-icons/svg/mail-clock';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { PersonAccountsRegular } from '@fluentui/react-icons/svg/person-accounts';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { StethoscopeRegular } from '@fluentui/react-icons/svg/stethoscope';

/** The pages, in the order of the list. */
export const places = [
  'home',
  'waiting',
  'held',
  'history',
  'accounts',
  'programs',
  'guides',
  'settings',
  'diagnostics',
] as const;

/** The name of a page. */
export type Place = (typeof places)[number];

/** Tells whether a text names a page. */
export function isPlace(text: string): text is Place {
  return (places as readonly string[]).includes(text);
}

/** The picture beside the name of each page. */
export const placeIcons: Readonly<Record<Place, FluentIcon>> = {
  home: ShieldCheckmarkRegular,
  waiting: MailUnreadRegular,
  held: MailClockRegular,
  history: HistoryRegular,
  accounts: PersonAccountsRegular,
  programs: AppsRegular,
  guides: BookOpenRegular,
  settings: SettingsRegular,
  diagnostics: StethoscopeRegular,
};
