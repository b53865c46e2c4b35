import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };

// The task pane. It goes first into dist/addin and empties it; the launch event is laid beside it.
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
    rollupOptions: { input: here('./taskpane.html') },
  },
});
