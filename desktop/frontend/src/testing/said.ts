import type { Language } from '@sekisho/ui';
import type { Guide, Report } from '../backend/api.gen';

const certificate = '/home/sato/.config/sekisho/ca.pem';

/** Guides of each kind, as the companion says them: steps with a profile, steps, steps with a text to copy. */
export const guides: Readonly<Record<Language, readonly Guide[]>> = {
  ja: [
    {
      program: 'apple',
      title: 'Apple Mail',
      steps: [
        '下のボタンでプロファイルを保存し、ダブルクリックします。「システム設定」→「一般」→「デバイス管理」でインストールします。証明書「Sekisho on this computer 7K2P」が入っています。',
        '「メール」→「設定…」→「アカウント」→ sato@akatsuki.example →「サーバ設定」を開きます。',
      ],
      snippet: '',
    },
    {
      program: 'becky',
      title: 'Becky! Internet Mail',
      steps: ['「メールボックスの設定」を開きます。', '「基本設定」タブ：SMTP サーバー 127.0.0.1。'],
      snippet: '',
    },
    {
      program: 'msmtp',
      title: 'msmtp',
      steps: ['以下を ~/.msmtprc に書きます。', `証明書は ${certificate} です。`],
      snippet: `account sekisho\nhost 127.0.0.1\nport 1587\ntls on\ntls_trust_file ${certificate}\n`,
    },
  ],
  en: [
    {
      program: 'apple',
      title: 'Apple Mail',
      steps: [
        'Save the profile with the button below, and double-click it. Open it in System Settings, General, Device Management, and install it. It holds the certificate “Sekisho on this computer 7K2P”.',
        'Mail, Settings…, Accounts, the account sato@akatsuki.example, Server Settings.',
      ],
      snippet: '',
    },
    {
      program: 'becky',
      title: 'Becky! Internet Mail',
      steps: ['Mailbox menu, Mailbox Properties….', 'General tab: SMTP Server: 127.0.0.1. Tick SMTPS (over SSL).'],
      snippet: '',
    },
    {
      program: 'msmtp',
      title: 'msmtp',
      steps: ['Put these lines into ~/.msmtprc (chmod 600).', `The certificate is in ${certificate}.`],
      snippet: `account sekisho\nhost 127.0.0.1\nport 1587\ntls on\ntls_trust_file ${certificate}\n`,
    },
  ],
};

const text = 'Sekisho 1.2.0\nlisten 127.0.0.1:1587 ok\n';

/** A report with something of each state. */
export const reports: Readonly<Record<Language, Report>> = {
  ja: {
    version: '1.2.0',
    checks: [
      { state: 'ok', title: 'ポート', said: '127.0.0.1:1587：関所が応答しています' },
      {
        state: 'trouble',
        title: 'ポート',
        said: '127.0.0.1:1465：使えません（address already in use）。使っているプログラムを終了するか、--smtp-listen または --smtps-listen で別のポートを選んでください',
      },
      { state: 'warning', title: '保管庫', said: '鍵は /home/sato/.local/state/sekisho/vault.key に置かれています' },
    ],
    files: [
      { name: 'アカウント（パスワードは含みません）', path: '/home/sato/.config/sekisho/accounts.json' },
      { name: '履歴', path: '/home/sato/.local/state/sekisho/sekisho.db' },
    ],
    text,
  },
  en: {
    version: '1.2.0',
    checks: [
      { state: 'ok', title: 'Port', said: '127.0.0.1:1587: Sekisho answers' },
      {
        state: 'trouble',
        title: 'Port',
        said: '127.0.0.1:1465: cannot be used (address already in use); close the program that uses it, or choose another port with --smtp-listen or --smtps-listen',
      },
      { state: 'warning', title: 'Vault', said: 'the key is in the file /home/sato/.local/state/sekisho/vault.key' },
    ],
    files: [
      { name: 'Accounts, without passwords', path: '/home/sato/.config/sekisho/accounts.json' },
      { name: 'History', path: '/home/sato/.local/state/sekisho/sekisho.db' },
    ],
    text,
  },
};
