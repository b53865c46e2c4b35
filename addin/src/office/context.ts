export type Language = 'ja' | 'en';

/** The language of Outlook's own screens; English where it is neither of ours. */
export function displayLanguage(): Language {
  return /^ja/i.test(Office.context.displayLanguage ?? '') ? 'ja' : 'en';
}

/** Whether Outlook has this Mailbox requirement set. */
export function hasMailboxSet(version: string): boolean {
  return Office.context.requirements.isSetSupported('Mailbox', version);
}

/** Outlook's name and version, for support. */
export function clientName(): string {
  const { host, platform, version } = Office.context.diagnostics ?? {};
  return [host, platform, version]
    .map((part) => String(part ?? ''))
    .join(' ')
    .trim();
}

/** The signed-in mailbox. */
export function accountAddress(): string {
  return Office.context.mailbox.userProfile?.emailAddress ?? '';
}

/**
 * How many recipients this Outlook gives of one field at most. A field that holds as many may hold more (addin/QUIRKS.md,
 * "Recipients are cut").
 */
export function recipientCap(): number {
  switch (String(Office.context.platform)) {
    case 'OfficeOnline':
      return 1000;
    case 'Mac':
      return Number.POSITIVE_INFINITY;
    case 'PC':
      return hasMailboxSet('1.16') ? 1000 : 500;
    default:
      return 100;
  }
}

/** The buttons of our manifest, by which an alert names the pane to open. */
export const paneButtons = { message: 'sekishoMessagePane', appointment: 'sekishoMeetingPane' } as const;

/** The button that shows our pane for the item at hand. */
export function paneButton(): string {
  return paneButtons[isMeeting() ? 'appointment' : 'message'];
}

/** Whether the item at hand is a meeting. */
export function isMeeting(): boolean {
  return String(currentItem()?.itemType) === 'appointment';
}

/** The item at hand, in its compose form; undefined only if Outlook broke its word. */
export function currentItem(): Office.MessageCompose & Office.AppointmentCompose {
  return Office.context.mailbox.item as unknown as Office.MessageCompose & Office.AppointmentCompose;
}
