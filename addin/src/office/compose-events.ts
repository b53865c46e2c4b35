/** What happened to an item while it was being written. */
export type ComposeEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'recipients' }
  | { readonly kind: 'sender' }
  /** `name`: the file that came or went; another one of this name must not pass for it. */
  | { readonly kind: 'files'; readonly name: string };

type Raw = Office.MailboxEvent & { readonly attachmentDetails?: { readonly name?: string } };

/**
 * Takes the events of writing, of messages and of meetings. Each is completed, whatever `work` does: Outlook ends the
 * runtime only then. The names are those of the manifest.
 */
export function onCompose(work: (event: ComposeEvent) => Promise<void>): void {
  const take = (name: string, read: (event: Raw) => ComposeEvent) =>
    Office.actions.associate(name, (event: Raw) => {
      const done = () => event.completed();
      new Promise<void>((resolve) => resolve(work(read(event)))).then(done, done);
    });
  const opened = (): ComposeEvent => ({ kind: 'opened' });
  const recipients = (): ComposeEvent => ({ kind: 'recipients' });
  const files = (event: Raw): ComposeEvent => ({ kind: 'files', name: event.attachmentDetails?.name ?? '' });
  take('onNewMessageComposeHandler', opened);
  take('onNewAppointmentOrganizerHandler', opened);
  take('onMessageRecipientsChangedHandler', recipients);
  take('onAppointmentAttendeesChangedHandler', recipients);
  take('onMessageFromChangedHandler', () => ({ kind: 'sender' }));
  take('onMessageAttachmentsChangedHandler', files);
  take('onAppointmentAttachmentsChangedHandler', files);
}
