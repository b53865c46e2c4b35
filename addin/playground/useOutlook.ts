import type { Language } from '@sekisho/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DemoServer, SendReply } from './demo-server';
import {
  type Draft,
  type FakeManifest,
  type LoadEventCode,
  type MailboxStore,
  OutlookHost,
  type ProfileId,
  profiles,
  type SendMode,
} from './office';

/** What the person set up the playground as. */
export interface Surroundings {
  readonly profile: ProfileId;
  readonly mode: SendMode;
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

/** The part of our manifest that the fake reads; `sekisho manifest` writes the same names. */
function manifestOf(surroundings: Surroundings): FakeManifest {
  return {
    name: surroundings.language === 'ja' ? '関所' : 'Sekisho',
    permission: 'ReadWriteMailbox',
    sendMode: surroundings.mode,
    handlers: { message: 'onMessageSendHandler', appointment: 'onAppointmentSendHandler' },
    controls: { sekishoMessagePane: { kind: 'taskpane' }, sekishoMeetingPane: { kind: 'taskpane' } },
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
  load: LoadEventCode,
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
        load,
        displayLanguage: language === 'ja' ? 'ja-JP' : 'en-US',
        mailbox,
      }),
    [draft, profile, mode, language, mailbox, load, attempt],
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
    return host.subscribe(() => {
      redraw((count) => count + 1);
      if (host.status !== 'sent' || gone) return;
      gone = true;
      void deliver();
    });
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
