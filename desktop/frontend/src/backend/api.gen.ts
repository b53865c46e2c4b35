// Made by the test of desktop/bindings_test.go from the Go types; do not edit.
import type { ConfirmationRequest, Decision, Missing, Verdict } from '@sekisho/ui';

/** What Go does for the pages. */
export interface Bound {
  Accounts(): Promise<readonly Account[]>;
  AddAccount(arg1: NewAccount): Promise<Account>;
  ApplyClientSetup(arg1: string, arg2: string): Promise<void>;
  Cancel(arg1: string): Promise<void>;
  ChangeAccount(arg1: string, arg2: NewAccount): Promise<Account>;
  ClientSetup(): Promise<readonly Program[]>;
  Confirm(arg1: string, arg2: ConfirmationRequest): Promise<Answered>;
  Diagnostics(): Promise<Report>;
  Discard(arg1: string): Promise<void>;
  Discover(arg1: string): Promise<Proposal>;
  Enrol(arg1: Enrolment): Promise<void>;
  Guides(arg1: string): Promise<readonly Guide[]>;
  Held(): Promise<readonly Held[]>;
  Hide(): Promise<void>;
  History(arg1: HistoryFilter): Promise<HistoryPage>;
  Kept(): Promise<readonly Mail[]>;
  Local(arg1: string): Promise<Local>;
  OpenFile(arg1: string, arg2: string): Promise<void>;
  Page(): Promise<string>;
  Pause(arg1: number, arg2: string): Promise<void>;
  RemoveAccount(arg1: string): Promise<void>;
  Resume(): Promise<void>;
  SaveProfile(arg1: string, arg2: string): Promise<string>;
  SaveSettings(arg1: Settings): Promise<void>;
  SendNow(arg1: string): Promise<void>;
  SetTime(arg1: string, arg2: string): Promise<void>;
  Settings(): Promise<Settings>;
  SignIn(arg1: string): Promise<void>;
  Status(): Promise<Status>;
  TestAccount(arg1: string): Promise<TestResult>;
  UndoClientSetup(arg1: string, arg2: string): Promise<void>;
  Waiting(): Promise<readonly Mail[]>;
  Went(arg1: string): Promise<Went>;
}

export interface Account {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly login: string;
  readonly upstream: string;
  readonly security: string;
  readonly auth: string;
  readonly provider: string;
  readonly signIn: boolean;
}

export interface NewAccount {
  readonly address: string;
  readonly name: string;
  readonly login: string;
  readonly upstream: string;
  readonly security: string;
  readonly auth: string;
  readonly provider: string;
  readonly password: string;
}

export interface Program {
  readonly id: string;
  readonly profile: string;
  readonly state: string;
  readonly running: boolean;
  readonly undo: boolean;
}

export interface Answered {
  readonly missing?: Missing;
  readonly kept?: string;
}

export interface Report {
  readonly version: string;
  readonly checks: readonly Check[];
  readonly files: readonly File[];
  readonly text: string;
}

export interface Proposal {
  readonly address: string;
  readonly login: string;
  readonly upstream: string;
  readonly security: string;
  readonly auth: string;
  readonly provider: string;
  readonly source: string;
  readonly ask: boolean;
}

export interface Enrolment {
  readonly server: string;
  readonly code: string;
}

export interface Guide {
  readonly program: string;
  readonly title: string;
  readonly steps: readonly string[];
  readonly snippet: string;
}

export interface Held {
  readonly id: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly size: number;
  readonly since: string;
  readonly leaves?: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly release: boolean;
  readonly trouble: string;
  readonly twice: boolean;
}

export interface HistoryFilter {
  readonly words: string;
  readonly outcome: string;
  readonly before?: string;
}

export interface HistoryPage {
  readonly mails: readonly Past[];
  readonly more: boolean;
}

export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
  readonly client: string;
  readonly size: number;
  readonly since: string;
  readonly until: string;
  readonly connected: boolean;
  readonly files: boolean;
  readonly decision: Decision;
  readonly verdict: Verdict;
  readonly cannotCarryOut: readonly string[];
  readonly tickAll: string;
}

export interface Local {
  readonly host: string;
  readonly tls: number;
  readonly startTLS: number;
  readonly login: string;
  readonly password: string;
  readonly certificate: string;
}

export interface Settings {
  readonly language: string;
  readonly autostart: boolean;
  readonly notifications: boolean;
  readonly onTop: boolean;
}

export interface Status {
  readonly language: string;
  readonly kind: string;
  readonly until?: string;
  readonly reason: string;
  readonly waiting: number;
  readonly held: number;
  readonly server: string;
  readonly longestPause: number;
  readonly accounts: number;
  readonly troubles: readonly Trouble[];
}

export interface TestResult {
  readonly ok: boolean;
  readonly said: string;
}

export interface Went {
  readonly outcome: string;
  readonly time?: string;
  readonly recipients: readonly string[];
  readonly reply: string;
}

export interface Check {
  readonly state: string;
  readonly title: string;
  readonly said: string;
}

export interface File {
  readonly name: string;
  readonly path: string;
}

export interface Past {
  readonly id: string;
  readonly time: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly client: string;
  readonly outcome: string;
  readonly reply: string;
  readonly paused: string;
  readonly verdict: Verdict;
}

export interface Trouble {
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
}
