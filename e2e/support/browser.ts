import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  lang: 'ja' | 'en';
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** Starts Debian's Chromium; it looks for nothing outside this machine. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page in a context of its own. Errors that the page throws or prints are collected. */
export async function openPage(
  browser: Browser,
  look: Look,
): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext({
    locale: look.lang === 'ja' ? 'ja-JP' : 'en-US',
    colorScheme: look.scheme ?? 'light',
    reducedMotion: 'reduce',
    viewport: { width: look.width ?? 1280, height: look.height ?? 860 },
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('console', (m) => {
    if (m.type() === 'error') faults.push(m.text());
  });
  return { page, context, faults };
}
