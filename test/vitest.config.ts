import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

export default defineConfig({
  root,
  test: {
    globalSetup: 'test/fresh-programs.ts',
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'node_modules/**', 'build/**'],
          // Only what hangs is stopped: a busy machine is no reason to fail.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        // Two at a time: each drives a browser and a whole program, which mostly wait for one another.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}'],
          maxWorkers: 2,
          // Once more when a moment was missed on a busy machine, and the output says so: what is broken fails twice.
          retry: 1,
          // What fills by itself does so in its own time.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
