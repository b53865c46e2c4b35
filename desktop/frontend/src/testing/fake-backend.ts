import type { Bound, Mail } from '../backend/api.gen';
import type { Backend, Topic } from '../backend/backend';
import { guides, reports } from './said';
import { account, history, local, programs, settings, status } from './samples';

/** A companion of a test: answers from samples unless a test says otherwise, and records nothing by itself. */
export interface FakeBackend extends Backend {
  readonly tell: (topic: Topic) => void;
  /** Replaces the mails that wait and says so. */
  readonly wait: (mails: readonly Mail[]) => void;
  readonly copied: string[];
}

const done = async () => {};

/** Makes a companion of samples; more are the methods that a test cares for. */
export function fakeBackend(more: Partial<Bound> = {}): FakeBackend {
  const ears = new Set<(topic: Topic) => void>();
  let mails: readonly Mail[] = [];
  const copied: string[] = [];
  const tell = (topic: Topic) => {
    for (const heard of [...ears]) heard(topic);
  };
  const call: Bound = {
    Waiting: async () => mails,
    Kept: async () => [],
    Went: async () => ({ outcome: '', recipients: [], reply: '' }),
    Confirm: async () => ({}),
    Cancel: done,
    OpenFile: done,
    History: async () => history,
    Held: async () => [],
    SendNow: done,
    Discard: done,
    SetTime: done,
    Accounts: async () => [account],
    Discover: async (address) => ({ ...account, address, login: address, source: 'autoconfig', ask: false }),
    AddAccount: async (fresh) => ({ ...fresh, id: 'a9', signIn: false }),
    TestAccount: async () => ({ ok: true, said: 'sato@akatsuki.example としてログインしました' }),
    ChangeAccount: async (id, fresh) => ({ ...fresh, id, signIn: false }),
    RemoveAccount: done,
    SignIn: done,
    Local: async () => local,
    ClientSetup: async () => programs,
    ApplyClientSetup: done,
    UndoClientSetup: done,
    Guides: async () => guides.ja,
    SaveProfile: async () => '/Users/sato/Downloads/sekisho.mobileconfig',
    Status: async () => status({ waiting: mails.length }),
    Pause: done,
    Resume: done,
    Settings: async () => settings,
    SaveSettings: done,
    Diagnostics: async () => reports.ja,
    Enrol: done,
    Hide: done,
    Page: async () => '',
    ...more,
  };
  return {
    call,
    onChange: (heard) => {
      ears.add(heard);
      return () => ears.delete(heard);
    },
    copy: async (text) => copied.push(text) > 0,
    tell,
    wait: (fresh) => {
      mails = fresh;
      tell('mails');
    },
    copied,
  };
}
