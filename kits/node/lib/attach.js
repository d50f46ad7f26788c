'use strict';
// An emulator that somebody else started.

const { answering } = require('./container');

/**
 * Where it is: `url` is its plain listener, the variable EMULATOR_URL without; `httpsUrl` its TLS listener, the variable
 * SCHEDULER_HTTPS_URL without, or port 8443 of the same host; `token` that of the control API, EMULATOR_CONTROL_TOKEN
 * without. `patience` is how many milliseconds to wait until it answers.
 *
 * @typedef {{url?: string, httpsUrl?: string, token?: string, patience?: number}} AttachOptions
 */

/**
 * Attach to a running emulator; `stop` leaves it running.
 *
 * @param {AttachOptions | string} [options] or just its address
 * @returns {Promise<import('./emulator').Emulator>}
 */
function attach(options = {}) {
  const given = typeof options === 'string' ? { url: options } : options;
  const { EMULATOR_URL, SCHEDULER_HTTPS_URL, EMULATOR_CONTROL_TOKEN } = process.env;
  const url = new URL(given.url ?? EMULATOR_URL ?? 'http://127.0.0.1:8080');
  const place = {
    httpUrl: url.origin,
    httpsUrl: new URL(given.httpsUrl ?? SCHEDULER_HTTPS_URL ?? `https://${url.hostname}:8443`).origin,
    token: given.token ?? EMULATOR_CONTROL_TOKEN,
  };
  return answering(place, given.patience ?? 10_000);
}

module.exports = { attach };
