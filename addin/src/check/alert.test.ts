import type { Check } from '@sekisho/client';
import { describe, expect, it } from 'vitest';
import { askAlert, brokenAlert, type Consequence, refuseAlert, type Uncheckable, uncheckedAlert } from './alert';
import { alertLimit, labelLimit } from './fit';
import { insightLimit, insightText } from './insight';
import { type Language, words } from './words';

type Line = NonNullable<Check['alert']>['lines'][number];

const languages: readonly Language[] = ['ja', 'en'];

function line(severity: Line['severity'], text: string, targets: string[] = [], more = 0): Line {
  return { severity, text, targets, more };
}

function check(lines: Line[], more = 0): Check {
  return {
    id: 'c1',
    decision: 'ask',
    cannotCarryOut: [],
    confirmed: false,
    policyVersion: '1',
    expiresAt: '',
    alert: { lines, more },
    verdict: { action: 'confirm', findings: [], recipients: [], attachments: [], rules: [], changes: [], notify: [] },
  };
}

describe('alerts', () => {
  it('say the lines in their order, with whom and what they are about', () => {
    const lines = [
      line('danger', 'example.co.jp によく似た別のドメインです', ['a@examp1e.co.jp']),
      line('info', '社外の宛先です', ['a@x.example', 'b@x.example', 'c@x.example'], 4),
      line('warning', '件名がありません'),
    ];
    expect(askAlert(check(lines), 'ja', true).text.split('\n')).toEqual([
      '送信する前に確認してください。',
      '・example.co.jp によく似た別のドメインです：a@examp1e.co.jp',
      '・社外の宛先です：a@x.example、b@x.example、c@x.example ほか 4 件',
      '・件名がありません',
      '「確認する」を押すと確認項目が開きます。',
    ]);
  });

  it('count what the server left out', () => {
    expect(refuseAlert(check([line('danger', 'x')], 7), 'en').text).toContain('and 7 more findings');
  });

  it('say something even if the server says nothing', () => {
    const { alert: _, ...silent } = check([]);
    expect(refuseAlert(silent, 'en').text).toBe(`${words.en.refuse}\n${words.en.refuseHow}`);
  });

  it('show no sign that hides or turns a name round', () => {
    const { text } = askAlert(check([line('danger', 'x', ['a\u202egpj.exe', 'b\u0000\u0085c'])]), 'en', true);
    expect(text).toContain('・x: agpj.exe, b c\n');
  });

  it('keep to the markdown that Outlook knows', () => {
    const { markdown } = askAlert(check([line('info', 'External', ['a_b*c@[x].example'])]), 'en', true);
    expect(markdown).toBe(
      '**Please check before this is sent.**\n\n- External: a\\_b\\*c@\\[x\\].example\r\n\nChoose "Review" to open the checklist.',
    );
  });

  it.each(languages)('stay within 500 and 20 characters in %s, and count what does not fit', (language) => {
    const targets = Array.from({ length: 3 }, (_, who) => `${'長'.repeat(30)}.${who}@${'sub.'.repeat(30)}x.example`);
    const full = check(
      Array.from({ length: 20 }, () => line('danger', '名'.repeat(300), targets, 197)),
      480,
    );
    const externals = Array.from({ length: 5_000 }, (_, index) => `${'長'.repeat(30)}${index}@x.example`);
    const whys: readonly Uncheckable[] = ['unreachable', 'unreadable', 'sign-in'];
    const thens: readonly Consequence[] = ['no-policy', 'blocked', 'override', 'press-again'];
    const alerts = [
      askAlert(full, language, true),
      askAlert(full, language, false),
      refuseAlert(full, language),
      brokenAlert(),
      ...whys.flatMap((why) => thens.map((then) => uncheckedAlert(why, then, externals, language))),
    ];
    for (const alert of alerts) {
      expect(alert.text.length).toBeLessThanOrEqual(alertLimit);
      expect(alert.markdown.length).toBeLessThanOrEqual(alertLimit);
      expect(alert.label.length).toBeLessThanOrEqual(labelLimit);
      expect(alert.text).not.toBe('');
    }
    expect(askAlert(full, language, true).text).toMatch(
      language === 'ja' ? /ほか 49\d 件の指摘/ : /and 49\d more findings/,
    );
    expect(askAlert(full, language, true).text).toContain(words[language].askHowByButton);
  });

  it.each(languages)('count every external recipient in %s', (language) => {
    const { text } = uncheckedAlert(
      'unreachable',
      'override',
      ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'e@x.example'],
      language,
    );
    expect(text).toContain(
      language === 'ja'
        ? '社外の宛先 5 件：a@x.example、b@x.example、c@x.example ほか 2 件'
        : '5 external recipients: a@x.example, b@x.example, c@x.example and 2 more',
    );
  });

  it('have both languages for every word', () => {
    expect(Object.keys(words.en)).toEqual(Object.keys(words.ja));
  });
});

describe('the line above a mail', () => {
  it('says the worst and counts the others that matter', () => {
    const lines = [line('danger', '似たドメイン'), line('warning', '添付'), line('info', '社外')];
    expect(insightText(check(lines), 'ja')).toBe('関所：似たドメイン (+1)');
    expect(insightText(check(lines.slice(1, 2)), 'en')).toBe('Sekisho: 添付');
  });

  it('is not there when nothing needs a look', () => {
    expect(insightText(check([line('info', '社外')]), 'ja')).toBeUndefined();
  });

  it('fits', () => {
    const text = insightText(check([line('danger', '名'.repeat(300)), line('danger', 'x')]), 'ja') ?? '';
    expect(text).toHaveLength(insightLimit);
    expect(text).toMatch(/… \(\+1\)$/);
  });
});
