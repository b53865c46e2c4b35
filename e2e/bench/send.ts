import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ProfileId, profiles } from '../../addin/playground/office/index.ts';
import { startBrowser } from '../support/browser.ts';
import { buildPage, openCells } from '../support/matrix/browser-cells.ts';
import { generatedManifest } from '../support/matrix/manifest.ts';
import { MeterClock, measureSends, type Sample } from '../support/matrix/meter.ts';
import { vmStage } from '../support/matrix/vm-stage.ts';
import { startServer } from '../support/server.ts';

const dist = join(import.meta.dirname, '../../server/web/dist/addin');
const bundles = ['launchevent.js', 'launchevent-entra.js'];

/**
 * Prints how long it takes from Send to the alert on every client, with the real server on loopback, and what the bundles
 * weigh. Times of Outlook itself are not in it: a call of Office takes the fake's one millisecond.
 */
export async function bench(count: number): Promise<void> {
  const [server, browser, script] = await Promise.all([startServer(), startBrowser(), buildPage()]);
  try {
    const manifest = generatedManifest('https://sekisho.example', 'softblock');
    print(['client', 'runtime', 'median', 'p95', 'load', 'request', 'own work', 'own p95']);
    for (const id of Object.keys(profiles) as ProfileId[]) {
      const bare = profiles[id].runtime === 'javascript-only';
      const cells = bare ? undefined : await openCells(browser, script, server.origin);
      const samples =
        cells === undefined
          ? await inVm(server.origin, id, count)
          : await cells.measure(id, manifest, count, `bench ${id}`);
      await cells?.close();
      print(row(id, bare ? 'script' : 'page', samples));
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  for (const line of sizes()) write(line);

  async function inVm(origin: string, id: ProfileId, mails: number): Promise<Sample[]> {
    const clock = new MeterClock();
    const manifest = generatedManifest('https://sekisho.example', 'softblock');
    return measureSends(await vmStage(origin, manifest, id, `bench ${id}`, clock), clock, mails);
  }
}

function row(id: string, runtime: string, samples: readonly Sample[]): string[] {
  const at = (part: keyof Sample, share: number) =>
    `${quantile(
      samples.map((one) => one[part]),
      share,
    ).toFixed(1)} ms`;
  return [
    id,
    runtime,
    at('total', 0.5),
    at('total', 0.95),
    at('load', 0.5),
    at('request', 0.5),
    at('own', 0.5),
    at('own', 0.95),
  ];
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function sizes(): string[] {
  return bundles
    .filter((name) => existsSync(join(dist, name)))
    .map((name) => {
      const data = readFileSync(join(dist, name));
      return `${name}: ${data.length} octets, ${gzipSync(data).length} compressed`;
    });
}

const widths = [20, 8, 11, 11, 11, 11, 11, 11];

function print(columns: readonly string[]): void {
  const cell = (text: string, index: number) =>
    index < 2 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0);
  write(columns.map(cell).join(''));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
