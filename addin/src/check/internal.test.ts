import type { DoorPolicy } from '@sekisho/client';
import { describe, expect, it } from 'vitest';
import { isInternal } from './internal';

function policy(parts: Partial<DoorPolicy>): DoorPolicy {
  return {
    version: '1',
    issuedAt: '',
    expiresAt: '',
    organization: '',
    internal: ['akatsuki.example'],
    subdomains: false,
    senderDomain: false,
    unreachable: 'confirm',
    gateway: false,
    ...parts,
  };
}

const sender = 'hoshino@sales.example';

describe('isInternal', () => {
  it.each([
    ['a@akatsuki.example', {}, true],
    ['A@AKATSUKI.EXAMPLE.', {}, true],
    ['ａ＠ａｋａｔｓｕｋｉ．ｅｘａｍｐｌｅ', {}, true],
    ['a@sub.akatsuki.example', {}, false],
    ['a@sub.akatsuki.example', { subdomains: true }, true],
    ['a@notakatsuki.example', { subdomains: true }, false],
    ['a@akatsuki.example.evil.example', { subdomains: true }, false],
    ['a@akatsuki.example@evil.example', {}, false],
    ['a@evil.example＠akatsuki.example', {}, false],
    ['a@sub.akatsuki.example', { internal: ['@akatsuki.example'], subdomains: true }, false],
    ['a@akatsuki.example', { internal: ['.akatsuki.example'] }, true],
    ['a@x.akatsuki.example', { internal: ['.akatsuki.example'] }, true],
    ['a@akatsuki.example', { internal: ['*.akatsuki.example'] }, false],
    ['a@x.y.akatsuki.example', { internal: ['*.akatsuki.example'] }, true],
    ['sales1@jp.akatsuki.example', { internal: ['sales?@*.akatsuki.example'] }, true],
    ['sales12@jp.akatsuki.example', { internal: ['sales?@*.akatsuki.example'] }, false],
    ['temp@akatsuki.example', { internal: ['akatsuki.example', '!temp@akatsuki.example'] }, false],
    ['b@sales.example', {}, false],
    ['b@sales.example', { senderDomain: true }, true],
    ['', { senderDomain: true }, false],
    ['営業グループ', {}, false],
    ['@akatsuki.example', {}, false],
  ] as const)('%s under %o: %s', (address, parts, want) => {
    expect(
      isInternal(
        address,
        policy({ ...parts, internal: 'internal' in parts ? [...parts.internal] : ['akatsuki.example'] }),
        sender,
      ),
    ).toBe(want);
  });
});
