import { expect, test } from 'vitest';
import { type Block, readMarkdown } from './markdown';

const text = (value: string) => ({ kind: 'text' as const, text: value });

const cases: [string, string, Block[]][] = [
  ['plain', '確認してください', [{ kind: 'paragraph', lines: [[text('確認してください')]] }]],
  ['bold', 'a **b** c', [{ kind: 'paragraph', lines: [[text('a '), { kind: 'bold', text: 'b' }, text(' c')]] }]],
  ['bullets ended by CR', '- a\r- b\r', [{ kind: 'bullets', lines: [[text('a')], [text('b')]] }]],
  ['numbers', '1. a\r2. b\r', [{ kind: 'numbers', lines: [[text('a')], [text('b')]] }]],
  [
    'paragraphs',
    'a\n\nb',
    [
      { kind: 'paragraph', lines: [[text('a')]] },
      { kind: 'paragraph', lines: [[text('b')]] },
    ],
  ],
  ['escapes join their neighbours', 'a\\*b\\*c', [{ kind: 'paragraph', lines: [[text('a*b*c')]] }]],
  [
    'an HTTPS link',
    '[会社](https://a.example/)',
    [{ kind: 'paragraph', lines: [[{ kind: 'link', text: '会社', url: 'https://a.example/' }]] }],
  ],
  ['no other link', '[x](javascript:1)', [{ kind: 'paragraph', lines: [[text('[x](javascript:1)')]] }]],
  ['nothing', '', []],
];
test.each(cases)('%s', (_name, source, want) => {
  expect(readMarkdown(source)).toEqual(want);
});
