import type { Check, Finding } from '@sekisho/client';
import { describe, expect, it } from 'vitest';
import { askAlert, brokenAlert, type Consequence, refuseAlert, type Uncheckable, uncheckedAlert } from './alert';
import { alertLimit, labelLimit } from './fit';
import { catalogues, type Language, words } from './words';

const languages: readonly Language[] = ['ja', 'en'];

function finding(code: string, severity: Finding['severity'], parts: Partial<Finding> = {}): Finding {
  return { code, severity, rules: [], recipients: [], attachments: [], args: {}, ...parts };
}

function check(findings: Finding[], parts: Partial<Check> = {}, rules: Check['verdict']['rules'] = []): Check {
  return {
    id: 'c1',
    decision: 'ask',
    cannotCarryOut: [],
    confirmed: false,
    policyVersion: '1',
    expiresAt: '',
    verdict: { action: 'confirm', findings, recipients: [], attachments: [], rules, changes: [], notify: [] },
    ...parts,
  };
}

describe('alerts', () => {
  it('name the riskiest first, with whom and what they are about', () => {
    const findings = [
      finding('recipient.external', 'info', { recipients: ['a@x.example'] }),
      finding('attachment.encrypted', 'warning', { attachments: ['見積.zip'], args: { how: 'ZipCrypto' } }),
      finding('recipient.look-alike', 'danger', {
        recipients: ['a@examp1e.co.jp'],
        args: { known: 'example.co.jp', score: 0.97 },
      }),
      finding('recipient.listed', 'hidden', { recipients: ['secret@x.example'] }),
    ];
    const lines = askAlert(check(findings), 'ja', true).text.split('\n');
    expect(lines[0]).toBe('送信する前に確認してください。');
    expect(lines[1]).toBe('・example.co.jp によく似た別のドメインです：a@examp1e.co.jp');
    expect(lines[2]).toContain('見積.zip');
    expect(lines[3]).toContain('a@x.example');
    expect(lines[4]).toBe('「確認する」を押すと確認項目が開きます。');
    expect(lines).toHaveLength(5);
  });

  it('put the words of a blocking rule before findings, with its placeholders filled in', () => {
    const used = finding('recipient.private-address', 'danger', {
      rules: ['r1'],
      recipients: ['a@gmail.com'],
      args: { list: 'private' },
    });
    const rules = [
      {
        id: 'r1',
        effect: 'enforced' as const,
        action: 'block' as const,
        message: { ja: '', en: '{recipients} must not get files.' },
      },
      { id: 'r2', effect: 'monitored' as const, action: 'block' as const, message: { ja: '見えない', en: 'unseen' } },
    ];
    const { text } = refuseAlert(
      check([finding('policy.rule', 'danger', { rules: ['r1'] }), used], { decision: 'refuse' }, rules),
      'ja',
    );
    expect(text.split('\n')[1]).toBe('・a@gmail.com must not get files.');
    expect(text).not.toContain('policy.rule');
    expect(text).not.toContain('見えない');
  });

  it('say which duties nobody can carry out', () => {
    const { text } = refuseAlert(check([], { decision: 'refuse', cannotCarryOut: ['hold', 'forceBcc'] }), 'en');
    expect(text.split('\n')[1]).toBe(
      `・Not possible here: ${catalogues.en.actions.hold}, ${catalogues.en.changes.forceBcc}`,
    );
  });

  it('show a code that nobody put into words', () => {
    expect(askAlert(check([finding('mail.from-mars', 'warning')]), 'ja', true).text).toContain(
      '確認が必要な点があります（mail.from-mars）',
    );
  });

  it('keep to the markdown that Outlook knows', () => {
    const { markdown } = askAlert(
      check([finding('recipient.external', 'info', { recipients: ['a_b*c@[x].example'] })]),
      'en',
      true,
    );
    expect(markdown).toMatch(
      /^\*\*Please check before this is sent\.\*\*\n\n- .*: a\\_b\\\*c@\\\[x\\\]\.example\r\n\nChoose "Review"/,
    );
  });

  const many = Array.from({ length: 500 }, (_, index) =>
    finding('recipient.name-mismatch', 'danger', {
      recipients: Array.from(
        { length: 200 },
        (_, who) => `${'長'.repeat(30)}.${who}@${'sub.'.repeat(30)}x${index}.example`,
      ),
      args: { name: '名'.repeat(300), known: 'k'.repeat(300) },
    }),
  );
  const rules = [
    {
      id: 'r',
      effect: 'enforced' as const,
      action: 'block' as const,
      message: { ja: 'あ'.repeat(400), en: 'a'.repeat(400) },
    },
  ];

  it.each(languages)('stay within 500 and 20 characters in %s, and count what does not fit', (language) => {
    const full = check(many, { cannotCarryOut: Array.from({ length: 100 }, (_, index) => `change-${index}`) }, rules);
    const externals = many.flatMap((one) => one.recipients).slice(0, 5_000);
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
      language === 'ja' ? /ほか \d+ 件の指摘/ : /and \d+ more findings/,
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

  it('have both languages for every word and every finding', () => {
    expect(Object.keys(words.en)).toEqual(Object.keys(words.ja));
    expect(Object.keys(catalogues.en.findings)).toEqual(Object.keys(catalogues.ja.findings));
  });
});
