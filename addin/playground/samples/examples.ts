import type { Language } from '@sekisho/ui';
import type { DraftRecipient } from '../office';
import { encryptedZip, pdf, type SampleFile } from './files';

/** A ready-made mail for the sample policy. */
export interface Example {
  readonly to: readonly DraftRecipient[];
  readonly cc?: readonly DraftRecipient[];
  readonly subject: string;
  readonly body: string;
  readonly files: readonly SampleFile[];
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
] as const;

/** One of the examples. */
export type ExampleId = (typeof exampleIds)[number];

const people = {
  tanaka: { address: 'tanaka@hokuto.example', name: { ja: '田中 花子', en: 'Hanako Tanaka' } },
  suzuki: { address: 'suzuki@aoba.example', name: { ja: '鈴木 一郎', en: 'Ichiro Suzuki' } },
  yamada: { address: 'yamada@minato.example', name: { ja: '山田 太郎', en: 'Taro Yamada' } },
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
  }
}
