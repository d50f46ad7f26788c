// One emulator for several files, which vitest runs in several processes at the same time.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.test.mjs'],
    globalSetup: 'azure-scheduler-emulator/server',
    maxWorkers: 2,
    minWorkers: 2,
  },
});
