'use strict';
// Tests by jest: `const { useScheduler } = require('azure-scheduler-emulator/jest')`.

const harness = require('./lib/harness');

/** @returns {import('./lib/harness').Hooks} */
function hooks() {
  const { beforeAll, beforeEach, afterEach, afterAll } = /** @type {any} */ (globalThis);
  if (typeof beforeAll !== 'function') throw new Error('jest has no hooks here: call this in a file of tests.');
  return { beforeAll, beforeEach, afterEach, afterAll };
}

/**
 * Have an emulator for the tests of this file or `describe`: started before the first, reset before each, stopped after
 * the last.
 *
 * @param {import('./lib/process').StartOptions & import('./lib/harness').Between} [options]
 */
const useScheduler = (options = {}) => harness.useScheduler(hooks(), options);

/**
 * Have a subscription and a clock of its own for each test, on the emulator that `azure-scheduler-emulator/server`
 * started as `globalSetup`, or that `url` names.
 *
 * @param {import('./lib/attach').AttachOptions & {now?: import('./lib/documents').Moment}} [options]
 */
const useTenant = (options = {}) => harness.useTenant(hooks(), options);

module.exports = { useScheduler, useTenant };
