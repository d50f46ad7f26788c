'use strict';
// Tests by node itself: `const { useScheduler } = require('azure-scheduler-emulator/node-test')`.

const test = require('node:test');
const harness = require('./lib/harness');

/** @type {(name: 'before' | 'beforeEach' | 'afterEach' | 'after') => import('./lib/harness').Hook} */
const hook = (name) => (run, timeout) => test[name](run, { timeout });

/** @type {import('./lib/harness').Hooks} */
const hooks = {
  beforeAll: hook('before'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach'), afterAll: hook('after'),
};

/**
 * Have an emulator for the tests of this file or `describe`: started before the first, reset before each, stopped after
 * the last.
 *
 * @param {import('./lib/process').StartOptions & import('./lib/harness').Between} [options]
 */
const useScheduler = (options = {}) => harness.useScheduler(hooks, options);

/**
 * Have a subscription and a clock of its own for each test, on an emulator that `url` or EMULATOR_URL names.
 *
 * @param {import('./lib/attach').AttachOptions & {now?: import('./lib/documents').Moment}} [options]
 */
const useTenant = (options = {}) => harness.useTenant(hooks, options);

module.exports = { useScheduler, useTenant };
