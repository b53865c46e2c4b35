import type { Account, Held, HistoryPage, Local, Mail, Past, Program, Settings, Status } from '../backend/api.gen';

// Fixtures are plain data, so that tests in a browser can hand them over too. The time of day is the caller's.

const verdict: Mail['verdict'] = {
  action: 'confirm',
  findings: [
    {
      code: 'recipient.look-alike',
      severity: 'danger',
      rules: ['wrong-person'],
      recipients: ['suzuki@tsubarne.example'],
      attachments: [],
      args: { known: 'tsubame.example' },
    },
    {
      code: 'attachment.encrypted',
      severity: 'warning',
      rules: [],
      recipients: [],
      attachments: ['見積書_2026年11月.zip'],
      args: { how: 'ZipCrypto' },
    },
  ],
  recipients: [
    {
      address: 'tanaka@tsubame.example',
      name: '田中 花子',
      field: 'to',
      domain: 'tsubame.example',
      internal: false,
      envelope: true,
      company: 'つばめ印刷',
      flags: [],
    },
    {
      address: 'suzuki@tsubarne.example',
      name: '鈴木 一郎',
      field: 'cc',
      domain: 'tsubarne.example',
      internal: false,
      envelope: true,
      company: '',
      flags: ['look-alike'],
    },
  ],
  attachments: [
    {
      name: '見積書_2026年11月.zip',
      size: 1_240_000,
      type: 'application/zip',
      encrypted: true,
      macro: false,
      disguised: false,
      flags: ['encrypted'],
    },
  ],
  rules: [],
  changes: [],
  notify: [],
  confirm: {
    mode: 'tick',
    items: [
      { kind: 'recipient', value: 'tanaka@tsubame.example' },
      { kind: 'recipient', value: 'suzuki@tsubarne.example' },
      { kind: 'attachment', value: '見積書_2026年11月.zip' },
    ],
    questions: [],
  },
};

const after = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** A mail that Thunderbird waits for; what is left out is that of the sample. */
export function mail(more: Partial<Mail> = {}): Mail {
  return {
    id: 'm1',
    from: 'sato@akatsuki.example',
    subject: 'お見積書の送付 (11月分)',
    body: '田中様\n\nお世話になっております。11月分のお見積書をお送りします。',
    client: 'Thunderbird',
    size: 1_300_000,
    since: after(-10),
    until: after(43),
    connected: true,
    files: false,
    decision: 'ask',
    verdict,
    cannotCarryOut: [],
    tickAll: 'none',
    ...more,
  };
}

/** A mail that needs a glance only. */
export function glance(more: Partial<Mail> = {}): Mail {
  return mail({
    id: 'm2',
    subject: 'Meeting on Thursday 100% sure',
    client: 'msmtp',
    verdict: {
      ...verdict,
      findings: [],
      attachments: [],
      recipients: verdict.recipients.slice(0, 1),
      confirm: { mode: 'glance', items: [{ kind: 'recipient', value: 'tanaka@tsubame.example' }], questions: [] },
    },
    ...more,
  });
}

/** A companion that is well, with one account. */
export function status(more: Partial<Status> = {}): Status {
  return {
    language: 'ja',
    kind: 'protecting',
    reason: '',
    waiting: 0,
    held: 0,
    server: '',
    longestPause: 60,
    accounts: 1,
    troubles: [],
    ...more,
  };
}

/** A held mail that its sender may send, move and discard. */
export function held(more: Partial<Held> = {}): Held {
  return {
    id: 'h1',
    from: 'sato@akatsuki.example',
    recipients: ['tanaka@tsubame.example', 'suzuki@tsubame.example'],
    subject: '契約書案の送付',
    size: 200_000,
    since: after(-60),
    leaves: after(9 * 60),
    earliest: after(0),
    latest: after(24 * 3600),
    release: true,
    trouble: '',
    twice: false,
    ...more,
  };
}

/** A mail of the past that was confirmed. */
export function past(more: Partial<Past> = {}): Past {
  return {
    id: 'p1',
    time: after(-3600),
    from: 'sato@akatsuki.example',
    recipients: ['tanaka@tsubame.example', 'suzuki@tsubarne.example'],
    subject: 'お見積書の送付 (10月分)',
    client: 'Thunderbird',
    outcome: 'confirmed',
    reply: '250 2.0.0 Ok: queued as 4F2A',
    paused: '',
    verdict,
    ...more,
  };
}

/** Mails of the past with different results. */
export const history: HistoryPage = {
  mails: [
    past(),
    past({
      id: 'p2',
      subject: 'Re: 打ち合わせ日程',
      outcome: 'sent',
      recipients: ['a.mori@akatsuki.example'],
      verdict: { ...verdict, findings: [] },
    }),
    past({
      id: 'p3',
      subject: '顧客名簿',
      outcome: 'refused',
      reply: '550 5.7.1 Sekisho: ポリシーにより送信できません (id 7K2P)',
    }),
    past({ id: 'p4', subject: '', outcome: 'cancelled', client: '' }),
    past({ id: 'p5', subject: 'Backup report', outcome: 'unanswered', client: 'msmtp', paused: 'demo' }),
    past({ id: 'p6', subject: '請求書', outcome: 'failed', reply: '451 4.3.0 Temporary server error' }),
  ],
  more: true,
};

/** An account whose password stays in the mail program. */
export const account: Account = {
  id: 'a1',
  address: 'sato@akatsuki.example',
  name: '佐藤 湊',
  login: 'sato@akatsuki.example',
  upstream: 'smtp.akatsuki.example:465',
  security: 'implicit',
  auth: 'passthrough',
  provider: '',
  signIn: false,
};

/** An account that has to sign in anew. */
export const cloudAccount: Account = {
  ...account,
  id: 'a2',
  address: 'm.sato@contoso.example',
  name: '',
  login: 'm.sato@contoso.example',
  upstream: 'smtp.office365.com:587',
  security: 'starttls',
  auth: 'oauth',
  provider: 'Microsoft 365',
  signIn: true,
};

/** What to enter in a mail program. */
export const local: Local = {
  host: '127.0.0.1',
  tls: 1465,
  startTLS: 1587,
  login: 'm.sato@contoso.example',
  password: 'tsuba-me-kaze-41',
  certificate: '/home/sato/.config/sekisho/ca.pem',
};

/** Mail programs in each state. */
export const programs: readonly Program[] = [
  { id: 'thunderbird', profile: 'default-release', state: 'ready', running: false, undo: true },
  { id: 'thunderbird', profile: '営業', state: 'absent', running: true, undo: false },
  { id: 'apple', profile: '', state: 'partly', running: false, undo: true },
];

/** Settings as they are at first. */
export const settings: Settings = { language: '', autostart: true, notifications: true, onTop: true };
