export type Language = 'ja' | 'en';

/** What an alert says around the findings. `{…}` is filled in. Labels have at most 20 characters. */
export interface AlertWords {
  readonly name: string;
  readonly ask: string;
  readonly refuse: string;
  readonly askHowByButton: string;
  readonly askHowByRibbon: string;
  readonly refuseHow: string;
  readonly notTaken: string;
  readonly foreign: string;
  readonly tooLarge: string;
  readonly tokenForeign: string;
  readonly tokenForeignHow: string;
  readonly unreachable: string;
  readonly unreadable: string;
  readonly signIn: string;
  readonly noPolicy: string;
  readonly blocked: string;
  readonly override: string;
  readonly pressAgain: string;
  readonly externals: string;
  readonly broken: string;
  readonly moreFindings: string;
  readonly moreTargets: string;
  readonly separator: string;
  readonly colon: string;
  readonly reviewLabel: string;
  readonly signInLabel: string;
}

export const words: Readonly<Record<Language, AlertWords>> = {
  ja: {
    name: '関所',
    ask: '送信する前に確認してください。',
    refuse: 'このメールは送信できません。',
    askHowByButton: '「確認する」を押すと確認項目が開きます。',
    askHowByRibbon: 'リボンの「関所」で確認項目を開いて確認し、もう一度送信してください。',
    refuseHow: 'メールを直してから、もう一度送信してください。',
    notTaken: '関所のサーバーがこのメールを受け付けませんでした。',
    foreign: '差出人が組織のアドレスではありません',
    tooLarge: '宛先・本文・リンクが多すぎて確認できません',
    tokenForeign: 'サインインしているアカウントを、関所のサーバーが受け付けませんでした。',
    tokenForeignHow:
      '会社のアカウントでサインインし直してください。続くときは、管理者に「token-foreign」と伝えてください。',
    unreachable: '関所のサーバーで確認できませんでした。',
    unreadable: 'Outlook からメールの内容を読み取れませんでした。',
    signIn: '関所にサインインしていません。',
    noPolicy: 'まだポリシーを受け取っていないため送信できません。',
    blocked: '確認できないときは送信できない設定です。しばらくしてから、もう一度送信してください。',
    override: '内容を確かめたうえで、このまま送信することもできます。',
    pressAgain: '内容を確かめたうえで10分以内にもう一度送信すると、このまま送信します。',
    externals: '社外の宛先 {count} 件',
    broken: '関所の内部で問題が起きました。もう一度送信してください。続くときは管理者に知らせてください。',
    moreFindings: 'ほか {count} 件の指摘',
    moreTargets: 'ほか {count} 件',
    separator: '、',
    colon: '：',
    reviewLabel: '確認する',
    signInLabel: 'サインイン',
  },
  en: {
    name: 'Sekisho',
    ask: 'Please check before this is sent.',
    refuse: 'This cannot be sent.',
    askHowByButton: 'Choose "Review" to open the checklist.',
    askHowByRibbon: 'Open "Sekisho" on the ribbon, go through the checklist, then send again.',
    refuseHow: 'Change the message, then send again.',
    notTaken: 'The server did not take this message.',
    foreign: 'The sender is not an address of your organisation',
    tooLarge: 'Too many recipients, links or words to check',
    tokenForeign: 'The server of Sekisho does not accept the account that is signed in.',
    tokenForeignHow:
      'Sign in with the account of your organisation. If it goes on, tell your administrator "token-foreign".',
    unreachable: 'Sekisho could not check this with its server.',
    unreadable: 'Outlook did not let Sekisho read this message.',
    signIn: 'You are not signed in to Sekisho.',
    noPolicy: 'No policy has been received yet, so nothing can be sent.',
    blocked: 'What cannot be checked must not be sent. Please try again in a while.',
    override: 'If you are sure, you can send it anyway.',
    pressAgain: 'If you are sure, send again within 10 minutes and it will go.',
    externals: '{count} external recipients',
    broken: 'Something went wrong inside Sekisho. Please send again; if it goes on, tell your administrator.',
    moreFindings: 'and {count} more findings',
    moreTargets: 'and {count} more',
    separator: ', ',
    colon: ': ',
    reviewLabel: 'Review',
    signInLabel: 'Sign in',
  },
};

/** Puts values into a sentence; brackets around a value that is not there go with it. */
export function fill(sentence: string, values: Readonly<Record<string, unknown>>, separator: string): string {
  return sentence
    .replace(/\{(\w+)\}/g, (_, name: string) => valueText(values[name], separator))
    .replace(/（[:：\s]*）| ?\([:\s]*\)/g, '');
}

function valueText(value: unknown, separator: string): string {
  if (Array.isArray(value)) {
    return value
      .map((part) => valueText(part, separator))
      .filter((part) => part !== '')
      .join(separator);
  }
  return value === undefined || value === null ? '' : String(value);
}
