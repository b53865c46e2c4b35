import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ownConfig = fileURLToPath(new URL('../vite.config.ts', import.meta.url));

/** Builds launchevent.js, the page's script before it, or another launch event, as it is delivered, without writing it. */
export async function buildLaunchEvent(
  mode: 'production' | 'page' = 'production',
  configFile = ownConfig,
): Promise<string> {
  const built = await build({ configFile, mode, logLevel: 'silent', build: { write: false } });
  const outputs = (Array.isArray(built) ? built : [built]) as { output: { type: string; code?: string }[] }[];
  const chunks = outputs.flatMap((one) => one.output).filter((file) => file.type === 'chunk');
  if (chunks.length !== 1 || chunks[0]?.code === undefined) {
    throw new Error(`the launch event must be one file, the build made ${chunks.length}`);
  }
  return chunks[0].code;
}
