import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Bound, Mail } from '../../desktop/frontend/src/backend/api.gen.ts';
import { fakeBackend } from '../../desktop/frontend/src/testing/fake-backend.ts';

const pages = join(import.meta.dirname, '../../desktop/frontend/dist/window');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves the built pages of the companion's window. */
export async function servePages(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const file = path === '/' ? '/index.html' : path;
    readFile(join(pages, file)).then(
      (data) =>
        response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(data),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The companion behind a page in a browser: what was called, and a way to say that something changed. */
export interface Companion {
  readonly calls: readonly { name: string; args: readonly unknown[] }[];
  /** Replaces the mails that wait. */
  wait(mails: readonly Mail[]): Promise<void>;
  tell(topic: string): Promise<void>;
}

/**
 * Puts what Wails would into a page before it loads: the bound methods, answered here from samples unless more says otherwise, and
 * events. Failures are objects of code, args and detail, as Go sends them.
 */
export async function giveCompanion(page: Page, more: Partial<Bound> = {}): Promise<Companion> {
  const calls: { name: string; args: readonly unknown[] }[] = [];
  const backend = fakeBackend(more);
  await page.exposeFunction('callGo', async (name: keyof Bound, args: never[]) => {
    calls.push({ name, args });
    try {
      return { value: await (backend.call[name] as (...given: never[]) => Promise<unknown>)(...args) };
    } catch (failure) {
      return { failure };
    }
  });
  await page.addInitScript(() => {
    const ears: Record<string, ((...data: unknown[]) => void)[]> = {};
    const page = window as unknown as Record<string, unknown> & {
      callGo(name: string, args: unknown[]): Promise<{ value?: unknown; failure?: unknown }>;
    };
    const call = async (name: string, args: unknown[]) => {
      const answer = await page.callGo(name, args);
      if (answer.failure) throw answer.failure;
      return answer.value;
    };
    page.go = { main: { Pages: { Call: call } } };
    page.runtime = {
      EventsOn(name: string, heard: (...data: unknown[]) => void) {
        ears[name] = [...(ears[name] ?? []), heard];
        return () => {
          ears[name] = (ears[name] ?? []).filter((one) => one !== heard);
        };
      },
      ClipboardSetText: async () => true,
    };
    page.emit = (name: string, ...data: unknown[]) => {
      for (const heard of ears[name] ?? []) heard(...data);
    };
  });
  const tell = (topic: string) =>
    page.evaluate(
      (what) => (window as unknown as { emit(name: string, what: string): void }).emit('changed', what),
      topic,
    );
  return {
    calls,
    tell,
    wait: async (mails) => {
      backend.wait(mails);
      await tell('mails');
    },
  };
}
