import { expect, test } from 'vitest';
import { readAddresses } from './read-addresses';

const cases: [string, { address: string; name?: string }[], string][] = [
  ['a@b.example', [{ address: 'a@b.example' }], ''],
  ['田中 花子 <tanaka@b.example>', [{ address: 'tanaka@b.example', name: '田中 花子' }], ''],
  ['"Tanaka Hanako" <t@b.example>', [{ address: 't@b.example', name: 'Tanaka Hanako' }], ''],
  [
    'a@b.example; c@d.example, e@f.example',
    [{ address: 'a@b.example' }, { address: 'c@d.example' }, { address: 'e@f.example' }],
    '',
  ],
  ['a@b.example、c@d.example；', [{ address: 'a@b.example' }, { address: 'c@d.example' }], ''],
  ['a@b.example\r\nc@d.example\n', [{ address: 'a@b.example' }, { address: 'c@d.example' }], ''],
  ['a@b.example c@d.example', [{ address: 'a@b.example' }, { address: 'c@d.example' }], ''],
  ['田中', [], '田中'],
  ['田中; a@b.example', [{ address: 'a@b.example' }], '田中'],
  ['  ', [], ''],
];
test.each(cases)('%j', (text, recipients, rest) => {
  expect(readAddresses(text)).toEqual({ recipients, rest });
});
