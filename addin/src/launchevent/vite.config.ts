import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };

// Programs that an alert calls by name; the task pane knows them all. The script must stay small.
const usualTypes = [
  'application/vnd.microsoft.portable-executable',
  'application/x-ms-installer',
  'application/x-ms-shortcut',
  'application/x-mswinurl',
  'application/java-archive',
  'application/hta',
  'text/javascript',
  'text/vbscript',
  'text/html',
  'text/plain',
  'application/zip',
  'application/pdf',
];

/** Alerts say what was seen, not what to do about it: half of the catalogue stays out of the script. */
const titlesOnly: Plugin = {
  name: 'titles-only',
  enforce: 'pre',
  transform(code, id) {
    if (!/server\/catalogue\/(ja|en)\.json$/.test(id)) {
      return null;
    }
    const { findings, actions, changes, values } = JSON.parse(code);
    const titles = Object.fromEntries(
      Object.entries(findings).map(([name, entry]) => [name, { title: (entry as { title: string }).title }]),
    );
    const type = Object.fromEntries(Object.entries(values.type).filter(([name]) => usualTypes.includes(name)));
    return { code: JSON.stringify({ findings: titles, actions, changes, values: { ...values, type } }), map: null };
  },
};

/**
 * launchevent.js runs in classic Outlook's engine: one classic script, ES2016, no page. `--mode page` builds the few lines
 * that a browser runtime loads before it. Neither name changes between versions: the manifest holds it.
 */
export default defineConfig(({ mode }) => ({
  // the page of browser runtimes and the icons, as they are
  publicDir: mode === 'page' ? here('../../public') : false,
  plugins: [titlesOnly],
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
