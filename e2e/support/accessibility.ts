import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
}

type Axe = { run(what: object, how: object): Promise<{ violations: unknown[] }> };

/**
 * One look at a document, once its fonts are there and no colour is on its way from one value to another; and whether the document
 * changed while axe looked, which may then have seen two states of it at once.
 */
async function look(): Promise<{ violations: unknown[]; changed: boolean }> {
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const moving = () =>
    document.getAnimations().filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime as number));
  await document.fonts.ready;
  await frame();
  for (let round = 0; round < 20 && moving().length > 0; round++) {
    await Promise.allSettled(moving().map((a) => a.finished));
    await frame();
  }
  let changed = false;
  const watch = new MutationObserver(() => {
    changed = true;
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const found = await (globalThis as unknown as { axe: Axe }).axe.run(
    { exclude: [['[data-tabster-dummy]']] },
    { iframes: false },
  );
  await frame();
  watch.disconnect();
  return { violations: found.violations, changed: changed || moving().length > 0 };
}

/**
 * What axe-core finds in one frame, as short lines. What it finds in a document that changed meanwhile it has to find again. Tabster's
 * hidden focus stops are no controls of anybody's.
 */
async function inFrame(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  let seen = await frame.evaluate(look);
  for (let again = 0; again < 5 && seen.changed && seen.violations.length > 0; again++) {
    seen = await frame.evaluate(look);
  }
  return (seen.violations as Violation[]).map((v) => `${v.id} (${v.impact}): ${v.nodes[0]?.html.slice(0, 200)}`);
}

/** What axe-core finds on a page and in each frame that people see; none is expected. Each is a document of its own. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    if (frame === page.mainFrame() || (await isSeen(frame))) {
      found.push(...(await inFrame(frame)));
    }
  }
  return found;
}

/** Frames of events come and go while one looks; nobody sees those. */
async function isSeen(frame: Frame): Promise<boolean> {
  try {
    return await (await frame.frameElement()).isVisible();
  } catch (cause) {
    if (frame.isDetached()) return false;
    throw cause;
  }
}
