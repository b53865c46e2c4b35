/** The background colour of Outlook's own panes (#rrggbb); undefined before 1.14 and where Outlook does not say. */
export function paneBackground(): string | undefined {
  return Office.context.officeTheme?.bodyBackgroundColor;
}

/** Calls back when the person changes Outlook's theme; older clients never do. */
export function onThemeChanged(changed: (background: string) => void): void {
  const mailbox = Office.context.mailbox as Partial<Office.Mailbox> | undefined;
  const type = Office.EventType?.OfficeThemeChanged;
  if (type === undefined || mailbox?.addHandlerAsync === undefined) {
    return;
  }
  mailbox.addHandlerAsync(type, (args: { officeTheme?: { bodyBackgroundColor?: string } }) => {
    const background = args.officeTheme?.bodyBackgroundColor;
    if (background !== undefined) {
      changed(background);
    }
  });
}

/** Closes the pane; undefined where the client cannot. Needs Mailbox 1.5. */
export function paneCloser(): (() => void) | undefined {
  const ui = Office.context.ui as Partial<Office.UI> | undefined;
  return ui?.closeContainer === undefined ? undefined : () => ui.closeContainer?.();
}

/** Where a person finds the Send button. */
export function clientKind(): 'web' | 'windows' | 'mac' {
  switch (String(Office.context.platform)) {
    case 'PC':
      return 'windows';
    case 'Mac':
      return 'mac';
    default:
      return 'web';
  }
}
