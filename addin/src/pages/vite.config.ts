import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };

// The pages: task pane, the older on-send and its dialog. They go first into dist/addin and empty it; the launch event is laid
// beside them.
export default defineConfig({
  root: here('.'),
  base: '/addin/',
  plugins: [react()],
  define: { __SEKISHO_VERSION__: JSON.stringify(version) },
  build: {
    outDir: here('../../../server/web/dist/addin'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    // The policy of the pages allows no script written into them.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ['taskpane', 'itemsend', 'dialog'].map((page) => here(`./${page}.html`)),
    },
  },
});
