import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
}

/** What axe-core finds in one frame, as short lines. Tabster's hidden focus stops are no controls of anybody's. */
async function inFrame(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  const found = await frame.evaluate(async () => {
    const run = (
      globalThis as unknown as { axe: { run(what: object, how: object): Promise<{ violations: unknown[] }> } }
    ).axe.run;
    return (await run({ exclude: [['[data-tabster-dummy]']] }, { iframes: false })).violations;
  });
  return (found as Violation[]).map((v) => `${v.id} (${v.impact}): ${v.nodes[0]?.html.slice(0, 200)}`);
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
