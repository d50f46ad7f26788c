'use strict';
// Settings of an emulator that a test starts: by the names that docs/settings.md has, as variables of its process.

const { types } = require('node:util');

/** Where the clock of a test stands unless it says otherwise: a Wednesday in the service's days. */
const START = '2015-07-01T00:00:00Z';

/** What the Seed Scheduler's staff user is known by in tests. */
const SEED_TOKEN = '0123456789abcdef0123456789abcdef01234567';

/**
 * A setting by its name, `httpsPort` or `https_port`; a list may be an array, and a setting that is undefined, null or
 * empty is left at its default.
 *
 * @typedef {Record<string, string | number | boolean | Date | readonly string[] | null | undefined>} Settings
 */

/**
 * Return the variables of some settings.
 *
 * @param {Settings} settings
 * @returns {Record<string, string>}
 */
function variables(settings) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [name, value] of Object.entries(settings)) {
    const text = spelled(value);
    if (text) found[`EMULATOR_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`] = text;
  }
  return found;
}

/** @param {Settings[string]} value */
function spelled(value) {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return types.isDate(value) ? value.toISOString() : String(value);
}

/**
 * Return an environment without the settings in it: those of a test are its own.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function without(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^EMULATOR_/i.test(name)));
}

module.exports = { START, SEED_TOKEN, variables, without };
