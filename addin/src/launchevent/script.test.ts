import { parse } from 'acorn';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildLaunchEvent } from './testing/bundle';

let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

describe('the script', () => {
  it('is one classic script of ES2016, within its size', () => {
    expect(() => parse(script, { ecmaVersion: 7, sourceType: 'script' })).not.toThrow();
    expect(script.length).toBeLessThanOrEqual(60_000);
  });

  it('names nothing that only a page has', () => {
    const words = [
      'document',
      'localStorage',
      'sessionStorage',
      'window',
      'import(',
      'globalThis',
      'AbortController',
      'btoa',
      'URL(',
    ];
    expect(words.filter((word) => new RegExp(`\\b${word.replace('(', '\\(')}`).test(script))).toEqual([]);
  });

  it('associates the names of the manifest, and has one place for its origin', () => {
    const names = [...script.matchAll(/Office\.actions\.associate\([`'"](\w+)/g)].map((match) => match[1]);
    expect(names.slice(0, 2)).toEqual(['onMessageSendHandler', 'onAppointmentSendHandler']);
    for (const name of ['onNewMessageCompose', 'onMessageAttachmentsChanged', 'onAppointmentAttendeesChanged']) {
      expect(script).toContain(`${name}Handler`);
    }
    expect(script.split('https://sekisho-origin.invalid')).toHaveLength(2);
  });
});
