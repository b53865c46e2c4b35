import { describe, expect, it } from 'vitest';
import type { Item, ItemAttachment } from '../office/item';
import { type DraftContext, draftLimits, draftOf } from './draft';

const context: DraftContext = {
  intent: 'compose',
  language: 'en',
  version: '1.2.3',
  client: 'Outlook PC 16.0',
  deadlineMs: 2_500,
};

function item(parts: Partial<Item> = {}): Item {
  return {
    kind: 'message',
    from: { address: 'hoshino@akatsuki.example', name: '星野' },
    account: 'hoshino@akatsuki.example',
    recipients: [],
    subject: '',
    body: '',
    html: '',
    compose: 'new',
    attachments: [],
    incomplete: false,
    ...parts,
  };
}

function file(name: string, parts: Partial<ItemAttachment> = {}): ItemAttachment {
  return { id: name, name, size: 10, kind: 'file', inline: false, ...parts };
}

describe('draftOf', () => {
  it('says the size of what it carries, not what a mailbox stores', () => {
    const files = [
      file('a.txt', { size: 431, base64: 'YWI=' }),
      file('b.bin', { size: 1, base64: 'AAAA'.repeat(100_000) }),
    ];
    expect(draftOf(item({ attachments: files }), context).attachments).toEqual([
      { name: 'a.txt', size: 2, content: 'YWI=' },
      { name: 'b.bin', size: 300_000, head: expect.any(String), tail: expect.any(String) },
    ]);
  });

  it('is never more than the server reads, and says what it left out', () => {
    const html = Array.from(
      { length: 900 },
      (_, n) => `<a href="https://x.example/${n}${'x'.repeat(1_900)}">x</a>`,
    ).join('');
    const draft = draftOf(
      item({ html, body: '本'.repeat(60_000), attachments: [file('a', { base64: 'AAAA'.repeat(60_000) })] }),
      context,
    );
    expect(Buffer.byteLength(JSON.stringify(draft))).toBeLessThan(2 * 1024 * 1024);
    expect([draft.links, draft.incomplete]).toEqual([undefined, true]);
    const names = Array.from({ length: 1_000 }, (_, n) => file(`${n}${'名'.repeat(500)}`));
    const long = draftOf(item({ body: '本'.repeat(150_000), attachments: names }), context);
    expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThan(2 * 1024 * 1024);
    expect(long.incomplete).toBe(true);
  });

  it('puts one unknown person in the place of those whom Outlook does not show', () => {
    const recipients = [{ address: 'a@akatsuki.example', name: '', field: 'to' as const }];
    for (const [kind, field] of [
      ['message', 'to'],
      ['appointment', 'required'],
    ] as const) {
      const { recipients: all, incomplete } = draftOf(
        item({ kind, recipients, capped: true, incomplete: true }),
        context,
      );
      expect([all.length, all[1], incomplete]).toEqual([
        2,
        { address: '', name: '(recipients that Outlook does not show)', field, list: true },
        true,
      ]);
    }
    expect(draftOf(item({ recipients }), context).recipients).toHaveLength(1);
  });

  it('says what is known and leaves out what is not', () => {
    const recipients = [
      { address: 'a@x.example', name: 'a@x.example', field: 'cc' as const },
      { address: '', name: '営業グループ', field: 'to' as const },
    ];
    expect(draftOf(item({ recipients, account: '', compose: 'reply' }), context)).toEqual({
      intent: 'compose',
      from: { address: 'hoshino@akatsuki.example', name: '星野' },
      recipients: [
        { address: 'a@x.example', field: 'cc' },
        { address: '', name: '営業グループ', field: 'to' },
      ],
      subject: '',
      body: '',
      kind: 'mail',
      compose: 'reply',
      attachments: [],
      door: { name: 'outlook', version: '1.2.3', client: 'Outlook PC 16.0' },
      language: 'en',
      deadlineMs: 2_500,
    });
  });

  it('marks inline pictures and attached items', () => {
    const attachments = [file('logo.png', { inline: true }), file('転送', { kind: 'item' })];
    expect(draftOf(item({ attachments }), context).attachments).toEqual([
      { name: 'logo.png', size: 10, inline: true },
      { name: '転送', size: 10, item: true },
    ]);
  });

  it('sends a small file whole and both ends of a larger one, on octets', () => {
    const small = 'A'.repeat(Math.ceil(draftLimits.wholeFile / 3) * 4);
    const large = `${'B'.repeat(300_000)}${'C'.repeat(299_996)}QQ==`;
    const [whole, ends] = draftOf(
      item({ attachments: [file('s', { base64: small }), file('l', { base64: large })] }),
      context,
    ).attachments;
    expect(whole?.content).toBe(small);
    expect([ends?.content, ends?.head?.length, ends?.tail?.slice(-6)]).toEqual([undefined, 87_412, 'CCQQ==']);
    expect(Buffer.from(ends?.head ?? '', 'base64')).toHaveLength(65_559);
    expect(Buffer.from(ends?.tail ?? '', 'base64').length).toBeLessThanOrEqual(65_559);
  });

  it('keeps all contents together under their budget, small ones first', () => {
    const attachments = Array.from({ length: 12 }, (_, index) =>
      file(`f${index}`, { base64: 'A'.repeat(index === 0 ? 340_000 : 100_000) }),
    );
    const sent = draftOf(item({ attachments }), context).attachments;
    expect(sent.map((one) => one.name)).toEqual(attachments.map((one) => one.name));
    expect(sent.filter((one) => one.content !== undefined)).toHaveLength(9);
    expect(sent[0]?.content).toBeUndefined();
  });

  it.each([
    ['a body', { body: 'あ'.repeat(draftLimits.body + 1) }],
    ['a subject', { subject: 'a'.repeat(draftLimits.subject + 1) }],
    [
      'a list of recipients',
      {
        recipients: Array.from({ length: 10_001 }, () => ({ address: 'a@x.example', name: '', field: 'to' as const })),
      },
    ],
    ['a list of attachments', { attachments: Array.from({ length: 1_001 }, (_, index) => file(`${index}`)) }],
    ['an item', { incomplete: true }],
    ['more links than are sent', { html: '<a href="https://a.example/">x</a>'.repeat(draftLimits.links) }],
  ])('says so when %s is not whole', (_, parts) => {
    expect(draftOf(item(parts), context).incomplete).toBe(true);
    expect(draftOf(item(), context)).not.toHaveProperty('incomplete');
  });

  it('stays under 2 MiB of JSON at its limits, and never cuts a character in two', () => {
    const draft = draftOf(
      item({
        body: `a${'😀'.repeat(draftLimits.body)}`,
        recipients: Array.from({ length: 10_000 }, (_, index) => ({
          address: `someone.${index}@tsubame.example`,
          name: '',
          field: 'to' as const,
        })),
        attachments: Array.from({ length: 9 }, (_, index) => file(`${index}`, { base64: 'A'.repeat(100_000) })),
      }),
      context,
    );
    expect(new TextEncoder().encode(JSON.stringify(draft)).length).toBeLessThan(2 * 1024 * 1024);
    expect(draft.body.slice(-2)).toBe('😀');
  });
});
