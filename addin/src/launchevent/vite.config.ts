import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };

/**
 * launchevent.js runs in classic Outlook's engine: one classic script, ES2016, no page. `--mode page` builds the few lines
 * that a browser runtime loads before it. Neither name changes between versions: the manifest holds it.
 */
export default defineConfig(({ mode }) => ({
  // the page of browser runtimes and the icons, as they are
  publicDir: mode === 'page' ? here('../../public') : false,
  define: { __SEKISHO_VERSION__: JSON.stringify(version) },
  build: {
    target: 'es2016',
    outDir: here('../../../server/web/dist/addin'),
    emptyOutDir: false,
    minify: true,
    lib: {
      entry: here(mode === 'page' ? './page.ts' : './main.ts'),
      formats: ['iife'],
      name: 'sekisho',
      fileName: () => (mode === 'page' ? 'launchevent-page.js' : 'launchevent.js'),
    },
  },
}));
