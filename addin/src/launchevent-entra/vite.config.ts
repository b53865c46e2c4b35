import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };

/**
 * launchevent-entra.js is launchevent.js with sign-in by Entra: one classic script, ES2016, no page. MSAL says `window`
 * where it means the global object, which the JavaScript-only runtime does not call so; nothing but MSAL looks at it.
 */
export default defineConfig({
  publicDir: false,
  define: { __SEKISHO_VERSION__: JSON.stringify(version) },
  build: {
    target: 'es2016',
    outDir: here('../../../server/web/dist/addin'),
    emptyOutDir: false,
    minify: true,
    lib: { entry: here('./main.ts'), formats: ['iife'], name: 'sekisho', fileName: () => 'launchevent-entra.js' },
    rollupOptions: { output: { banner: 'if(typeof window==="undefined")this.window=this;' } },
  },
});
