import type { components } from '@sekisho/client';
import type { ColorScheme, ConfirmationRequest, Fix, FixResult, Language } from '@sekisho/ui';

type Schemas = components['schemas'];

/** A check as the server keeps it. */
export type Check = Schemas['Check'];
/** The record of a confirmation. */
export type Confirmation = Schemas['Confirmation'];

/** Why the server did not do what was asked. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unauthorized' }
  /** The check is unknown, expired, or for another version of the mail. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'missing'; readonly missing: Schemas['Missing'] }
  | { readonly kind: 'problem'; readonly code: string; readonly requestId: string };

/** An answer of the server, or why there is none. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** A held mail of one's own. */
export type Hold = Schemas['Hold'];

/** What the pane does with held mails. Implementations never throw. */
export interface HeldServer {
  list(): Promise<Answer<readonly Hold[]>>;
  release(hold: Hold): Promise<Answer<void>>;
  cancel(hold: Hold): Promise<Answer<void>>;
  /** Changes when a wait ends; `at` as toISOString writes it. */
  due(hold: Hold, at: string): Promise<Answer<void>>;
}

/** How long one's own mails wait, and between what one may choose. */
export type OwnWait = Schemas['OwnWait'];

/** What the pane does with how long one's own mails wait. Undefined: there is nothing to choose. Implementations never throw. */
export interface WaitServer {
  read(): Promise<Answer<OwnWait | undefined>>;
  /** Keeps a duration of the policy language; empty: as the policy says. */
  choose(wait: string): Promise<Answer<OwnWait | undefined>>;
}

/** Why signing in gave nothing, as far as the person can do something about it. */
export type SignInTrouble = 'cancelled' | 'consent' | 'unavailable' | 'failed';

/** What the pane asks of the server. Implementations never throw. */
export interface Server {
  /** Whether the server knows who asks. */
  me(): Promise<Answer<void>>;
  /** Whether people sign in with an account of their organisation here; else with a registration code alone. */
  hasSignIn(): Promise<boolean>;
  /** Signs in; a window may open. Undefined: it worked. */
  signIn(): Promise<SignInTrouble | undefined>;
  check(id: string): Promise<Answer<Check>>;
  confirm(id: string, request: ConfirmationRequest): Promise<Answer<Confirmation>>;
  /** Trades an enrolment code for a token and keeps the token. */
  enrol(code: string, deviceName: string): Promise<Answer<void>>;
  /** Held mails; undefined where the pane shows none. */
  readonly held?: HeldServer | undefined;
  /** How long one's own mails wait; undefined where the pane does not ask. */
  readonly wait?: WaitServer | undefined;
}

/** Where a person looks for the Send button. */
export type ClientKind = 'web' | 'windows' | 'mac';

/** What a pane is opened for: a check that waits to be confirmed, or the mail as it is now. */
export type Occasion = { readonly kind: 'check'; readonly id: string } | { readonly kind: 'draft' };

/** What the pane asks of the mail client. */
export interface Host {
  readonly language: Language;
  readonly scheme: ColorScheme;
  readonly client: ClientKind;
  /** Whether the pane can press Send itself. */
  readonly canSend: boolean;
  /** What the pane was opened for; undefined: it was opened from the ribbon. */
  occasion(): Promise<Occasion | undefined>;
  /** Calls back when an open pane is given another occasion. */
  onOccasion(changed: (occasion: Occasion) => void): void;
  /** Checks the mail as it is now and gives the new check. */
  checkAgain(): Promise<Answer<Check>>;
  /** Changes the mail as a finding offers. */
  fix(fix: Fix): Promise<FixResult>;
  /** Makes the changes that a check wants in the draft. */
  make(check: Check): Promise<FixResult>;
  /** Presses Send. False: the mail is still here. After true the pane may be gone. */
  send(): Promise<boolean>;
  /** Closes the pane; undefined where the client cannot. */
  readonly close: (() => void) | undefined;
}
