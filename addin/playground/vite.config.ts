import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The playground page. public/ is copied as it is: the frame in which the built add-in runs.
export default defineConfig({
  root: here('.'),
  base: '/playground/',
  plugins: [react()],
  build: {
    outDir: here('../../server/web/dist/playground'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
