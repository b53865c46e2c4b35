import type { Language } from '@sekisho/ui';
import type { Draft, DraftAttachment, DraftRecipient } from '../office';
import { encryptedZip, pdf, type SampleFile } from './files';

/** A ready-made mail for the sample policy. */
export interface Example {
  readonly to: readonly DraftRecipient[];
  readonly cc?: readonly DraftRecipient[];
  readonly subject: string;
  readonly body: string;
  readonly files: readonly SampleFile[];
  /** What else of the draft is not as in a new mail. */
  readonly more?: Partial<Draft>;
}

/** The examples of the menu, by the key of their name in the texts. */
export const exampleIds = [
  'colleague',
  'partner',
  'encryptedPrivate',
  'plainPrivate',
  'twoCompanies',
  'tenExternals',
  'rival',
  'lookAlike',
  'replyAll',
  'meeting',
  'hundreds',
  'list',
  'cloud',
] as const;

/** One of the examples. */
export type ExampleId = (typeof exampleIds)[number];

const people = {
  tanaka: { address: 'tanaka@hokuto.example', name: { ja: '田中 花子', en: 'Hanako Tanaka' } },
  suzuki: { address: 'suzuki@aoba.example', name: { ja: '鈴木 一郎', en: 'Ichiro Suzuki' } },
  yamada: { address: 'yamada@minato.example', name: { ja: '山田 太郎', en: 'Taro Yamada' } },
  lookAlike: { address: 'tanaka@hokut0.example', name: { ja: '田中 花子', en: 'Hanako Tanaka' } },
  everybody: { address: 'all@hokuto.example', name: { ja: '北斗電機 全員', en: 'Everybody at Hokuto' } },
  room: { address: 'room-a@minato.example', name: { ja: '会議室 A', en: 'Meeting room A' } },
  rival: { address: 'info@kaigan-seiki.example', name: { ja: '海岸精機 営業部', en: 'Kaigan Seiki sales' } },
} as const;

const texts = {
  ja: {
    hello: 'お世話になっております。みなと製作所の佐藤です。',
    end: 'どうぞよろしくお願いいたします。',
    meeting: ['打ち合わせの件', '明日 10 時からの打ち合わせの資料です。'],
    quote: ['お見積書のご送付', '先日ご依頼いただいたお見積書をお送りします。'],
    drawing: ['図面の件', '図面を送ります。週末に確認します。'],
    schedule: ['日程のご相談', '来週の合同打ち合わせの日程をご相談させてください。'],
    news: ['年末年始休業のお知らせ', '年末年始の休業日をご案内いたします。'],
    reply: ['RE: 納期の件', 'ご確認ありがとうございます。鈴木様にも共有いたします。'],
    quoted: '-----Original Message-----\nFrom: 田中 花子\nSubject: 納期の件\n\n納期は来月 10 日でお願いします。',
    review: ['設計レビュー', '図面 A-102 の設計レビューを行います。'],
    share: ['図面の共有', '図面を共有します。リンクからご覧ください。'],
    file: { quote: '見積書_2026-118.pdf', drawing: '図面_A-102.pdf', zip: '図面一式.zip', agenda: '議題.pdf' },
  },
  en: {
    hello: 'Hello, this is Sato of Minato Works.',
    end: 'Kind regards',
    meeting: ['Tomorrow’s meeting', 'Here are the papers for our meeting at ten tomorrow.'],
    quote: ['Your quotation', 'Please find the quotation you asked for.'],
    drawing: ['Drawings', 'The drawings, to look at over the weekend.'],
    schedule: ['Finding a date', 'Could we find a date for the joint meeting next week?'],
    news: ['Year-end holidays', 'Please note when we are closed around New Year.'],
    reply: ['RE: Delivery date', 'Thank you for looking into it. I am copying Mr. Suzuki.'],
    quoted:
      '-----Original Message-----\nFrom: Hanako Tanaka\nSubject: Delivery date\n\nPlease deliver by the 10th of next month.',
    review: ['Design review', 'A review of drawing A-102.'],
    share: ['Sharing drawings', 'The drawings are behind the link.'],
    file: { quote: 'quotation_2026-118.pdf', drawing: 'drawing_A-102.pdf', zip: 'drawings.zip', agenda: 'agenda.pdf' },
  },
} as const;

/** Makes an example in a language. Files are made anew each time. */
export function example(id: ExampleId, language: Language): Example {
  const t = texts[language];
  const person = (who: keyof typeof people) => ({ address: people[who].address, name: people[who].name[language] });
  const mail = (to: DraftRecipient[], [subject, line]: readonly [string, string], files: SampleFile[] = []) => ({
    to,
    subject,
    body: `${t.hello}\n\n${line}\n\n${t.end}\n`,
    files,
  });
  const drawing = () => pdf(t.file.drawing, 'Drawing A-102');
  const ownPrivate = { address: 'sato.minato@gmail.com' };
  switch (id) {
    case 'colleague':
      return mail([person('yamada')], t.meeting, [pdf(t.file.agenda, 'Agenda')]);
    case 'partner':
      return {
        ...mail([person('tanaka')], t.quote, [pdf(t.file.quote, 'Quotation 2026-118')]),
        cc: [person('yamada')],
      };
    case 'encryptedPrivate':
      return mail([ownPrivate], t.drawing, [encryptedZip(t.file.zip, drawing(), 'minato-1124')]);
    case 'plainPrivate':
      return mail([ownPrivate], t.drawing, [drawing()]);
    case 'twoCompanies':
      return mail([person('tanaka'), person('suzuki')], t.schedule);
    case 'tenExternals':
      return mail(
        Array.from({ length: 10 }, (_, i) => ({ address: `member${i + 1}@aoba.example` })),
        t.news,
      );
    case 'rival':
      return mail([person('rival')], t.quote, [pdf(t.file.quote, 'Quotation 2026-118')]);
    case 'lookAlike':
      return mail([person('lookAlike'), person('yamada')], t.quote, [pdf(t.file.quote, 'Quotation 2026-118')]);
    case 'replyAll':
      return {
        ...mail([person('tanaka')], t.reply),
        cc: [person('yamada')],
        more: {
          start: 'reply-all',
          composeType: 'reply',
          inReplyTo: '<1@hokuto.example>',
          quoted: { text: t.quoted, html: `<hr><pre>${t.quoted}</pre>` },
        },
      };
    case 'meeting':
      return {
        ...mail([person('tanaka')], t.review, [pdf(t.file.drawing, 'Drawing A-102')]),
        cc: [person('yamada')],
        more: { kind: 'appointment', rooms: [person('room')] },
      };
    case 'hundreds':
      return mail(
        Array.from({ length: 500 }, (_, i) => ({
          address: `member${i + 1}@${i % 5 === 0 ? 'aoba' : 'hokuto'}.example`,
        })),
        t.news,
      );
    case 'list':
      return mail([{ ...person('everybody'), type: 'distributionList' }], t.news);
    case 'cloud':
      return { ...mail([person('tanaka')], t.share), more: { attachments: [cloudFile(t.file.drawing)] } };
  }
}

/** A file that stays in the cloud; people get a link. */
export function cloudFile(name: string): DraftAttachment {
  return { name, size: 48_000, kind: 'cloud', url: `https://minato-my.sharepoint.example/personal/sato/${name}` };
}
