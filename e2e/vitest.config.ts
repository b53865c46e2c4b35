import { defineConfig } from 'vitest/config';

// Stories: one after another, because each starts a server and a browser of its own on a small machine.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['tests/**/*.spec.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
