// Tests by vitest: `import { useScheduler } from 'azure-scheduler-emulator/vitest'`.

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import harness from './lib/harness.js';

/** @type {import('./lib/harness.js').Hooks} */
const hooks = { beforeAll, beforeEach, afterEach, afterAll };

/**
 * Have an emulator for the tests of this file or `describe`: started before the first, reset before each, stopped after
 * the last.
 *
 * @param {import('./lib/process.js').StartOptions & import('./lib/harness.js').Between} [options]
 */
export const useScheduler = (options = {}) => harness.useScheduler(hooks, options);

/**
 * Have a subscription and a clock of its own for each test, on the emulator that `azure-scheduler-emulator/server`
 * started as `globalSetup`, or that `url` names.
 *
 * @param {import('./lib/attach.js').AttachOptions & {now?: import('./lib/documents.js').Moment}} [options]
 */
export const useTenant = (options = {}) => harness.useTenant(hooks, options);
