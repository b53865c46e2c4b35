import { runnerImport } from 'vite';

// Node of this age reads no TypeScript: vite does.
const { module } = await runnerImport(new URL('./send.ts', import.meta.url).pathname);
await module.bench(Number(process.argv[2] ?? 30));
