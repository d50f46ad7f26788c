import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { root: import.meta.dirname ?? new URL('.', import.meta.url).pathname, include: ['*.test.mjs'] } });
