import { defineConfig } from 'vitest/config';

const skip = ['**/node_modules/**', '**/dist/**'];

// Two kinds of rooms: code that must run without a page is tested without one, so that a use of the DOM fails there.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'bare',
          environment: 'node',
          include: [
            'addin/client/src/**/*.test.ts',
            'addin/src/{office,check,launchevent,launchevent-entra,itemsend,signin}/**/*.test.ts',
            'addin/playground/office/**/*.test.ts',
          ],
          exclude: skip,
        },
      },
      {
        test: {
          name: 'page',
          environment: 'jsdom',
          include: [
            'addin/ui/**/*.test.{ts,tsx}',
            'addin/src/{taskpane,dialog}/**/*.test.{ts,tsx}',
            'addin/playground/**/*.test.{ts,tsx}',
            'server/web/admin/**/*.test.{ts,tsx}',
            'desktop/frontend/**/*.test.{ts,tsx}',
          ],
          exclude: [...skip, 'addin/playground/office/**'],
        },
      },
    ],
  },
});
