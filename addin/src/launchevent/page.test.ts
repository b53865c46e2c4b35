import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { buildLaunchEvent } from './testing/bundle';

const html = readFileSync(new URL('../../public/launchevent.html', import.meta.url), 'utf8');

describe('the page of browser runtimes', () => {
  it('gives the handler its origin and storage, and says it is ready', async () => {
    const script = await buildLaunchEvent('page');
    const data = new Map<string, string>();
    const calls: string[] = [];
    const page: Record<string, unknown> = {
      location: { origin: 'https://sekisho.example' },
      localStorage: {
        getItem: (key: string) => data.get(key) ?? null,
        setItem: (key: string, value: string) => void data.set(key, value),
      },
      Office: { onReady: () => void calls.push('ready') },
    };
    runInContext(script, createContext(page));
    const installed = page.sekishoPage as {
      origin: string;
      keep: { getItem(key: string): Promise<string | null>; setItem(key: string, value: string): Promise<void> };
    };
    await installed.keep.setItem('k', 'v');
    expect([installed.origin, await installed.keep.getItem('k'), calls]).toEqual([
      'https://sekisho.example',
      'v',
      ['ready'],
    ]);
    Reflect.deleteProperty(page, 'Office');
    expect(() => runInContext(script, createContext(page))).not.toThrow();
  });

  it('loads office.js from its only allowed place, then our scripts, and has no script of its own', () => {
    const sources = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].map((match) => [
      match[1]?.trim(),
      match[2],
    ]);
    expect(sources).toEqual([
      ['src="https://appsforoffice.microsoft.com/lib/1/hosted/office.js"', ''],
      ['src="launchevent-page.js"', ''],
      ['src="launchevent.js"', ''],
    ]);
  });
});
