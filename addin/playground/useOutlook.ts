import type { Language } from '@sekisho/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DemoServer, SendReply } from './demo-server';
import {
  type Draft,
  type FakeManifest,
  type LoadEventCode,
  type LoadFunctionFile,
  type MailboxStore,
  OutlookHost,
  type ProfileId,
  profiles,
  type SendMode,
} from './office';

/** A send mode of Smart Alerts, or the older on-send with its dialog. */
export type PlayMode = SendMode | 'popup';

/** Every mode, the usual one first. */
export const playModes: readonly PlayMode[] = ['softBlock', 'promptUser', 'block', 'popup'];

/** How the add-in's code gets into a runtime. */
export interface Loaders {
  readonly event: LoadEventCode;
  readonly functionFile?: LoadFunctionFile;
}

/** What the person set up the playground as. */
export interface Surroundings {
  readonly profile: ProfileId;
  readonly mode: PlayMode;
  readonly language: Language;
}

/** How the last mail fared. */
export type Outcome =
  | { readonly kind: 'replied'; readonly reply: SendReply }
  | { readonly kind: 'failed'; readonly reason: string };

/** A compose window at work. */
export interface Outlook {
  readonly host: OutlookHost;
  readonly delivering: boolean;
  readonly outcome: Outcome | undefined;
  readonly forgetOutcome: () => void;
  /** Presses Send; without the add-in the mail goes straight to the gate. */
  readonly send: (withAddin: boolean) => void;
}

const events = {
  OnNewMessageCompose: 'onNewMessageComposeHandler',
  OnMessageRecipientsChanged: 'onMessageRecipientsChangedHandler',
  OnMessageAttachmentsChanged: 'onMessageAttachmentsChangedHandler',
  OnMessageFromChanged: 'onMessageFromChangedHandler',
  OnNewAppointmentOrganizer: 'onNewAppointmentOrganizerHandler',
  OnAppointmentAttendeesChanged: 'onAppointmentAttendeesChangedHandler',
  OnAppointmentAttachmentsChanged: 'onAppointmentAttachmentsChangedHandler',
} as const;

/** The part of our manifest that the fake reads; `sekisho manifest` writes the same names. */
function manifestOf(surroundings: Surroundings): FakeManifest {
  return {
    name: surroundings.language === 'ja' ? '関所' : 'Sekisho',
    permission: 'ReadWriteMailbox',
    ...(surroundings.mode === 'popup'
      ? { sendMode: 'block', itemSend: 'onItemSendHandler' }
      : { sendMode: surroundings.mode, events }),
    handlers: { message: 'onMessageSendHandler', appointment: 'onAppointmentSendHandler' },
    sharedFolders: true,
    controls: { sekishoMessagePane: { kind: 'taskpane' }, sekishoMeetingPane: { kind: 'taskpane' } },
    images: ['Icon.16', 'Icon.32', 'Icon.80'],
  };
}

// What stays for the mailbox from mail to mail, as Outlook keeps it.
function useMailbox(): MailboxStore {
  return useMemo(() => ({ roamingSettings: new Map(), runtimeStorage: new Map() }), []);
}

/** Opens a window of the fake Outlook on a draft and hands what it lets go to the demo's gate. */
export function useOutlook(
  draft: Draft,
  surroundings: Surroundings,
  server: DemoServer,
  account: string,
  load: Loaders,
  onDelivered: () => void,
): Outlook {
  const mailbox = useMailbox();
  const [, redraw] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const [delivering, setDelivering] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const delivered = useRef(onDelivered);
  delivered.current = onDelivered;
  const { profile, mode, language } = surroundings;

  // A mail that the gate refused stays here: a new attempt is a new window on the same draft.
  const host = useMemo(
    () =>
      new OutlookHost({
        profile: profiles[profile],
        manifest: manifestOf({ profile, mode, language }),
        draft,
        account,
        load: load.event,
        ...(load.functionFile === undefined ? {} : { loadFunctionFile: load.functionFile }),
        origin: window.location.origin,
        displayLanguage: language === 'ja' ? 'ja-JP' : 'en-US',
        mailbox,
      }),
    [draft, account, profile, mode, language, mailbox, load, attempt],
  );

  const deliver = useCallback(async () => {
    setDelivering(true);
    try {
      const reply = await server.send(draft);
      setOutcome({ kind: 'replied', reply });
      if (reply.accepted) delivered.current();
    } catch (cause) {
      setOutcome({ kind: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
    }
    setDelivering(false);
    setAttempt((count) => count + 1);
  }, [draft, server]);

  useEffect(() => {
    let gone = false;
    const leave = host.subscribe(() => {
      redraw((count) => count + 1);
      if (host.status !== 'sent' || gone) return;
      gone = true;
      void deliver();
    });
    host.open();
    return leave;
  }, [host, deliver]);

  return {
    host,
    delivering,
    outcome,
    forgetOutcome: () => setOutcome(undefined),
    send: (withAddin) => {
      setOutcome(undefined);
      void (withAddin ? host.send() : deliver());
    },
  };
}
