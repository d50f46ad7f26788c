'use strict';
// An emulator that somebody else started.

const fs = require('node:fs');
const { answering } = require('./container');
const { readyLine } = require('./spelling');

/**
 * Where it is: `url` is its plain listener, and `httpsUrl` its TLS listener, or port 8443 of the same host. Without a `url`
 * the variables EMULATOR_URL and SCHEDULER_HTTPS_URL say it, or the file that `serve --ready-file` writes: `readyFile`, or
 * EMULATOR_READY_FILE. `token` is that of the control API, EMULATOR_CONTROL_TOKEN without. `patience` is how many
 * milliseconds to wait until it answers.
 *
 * @typedef {{url?: string, httpsUrl?: string, readyFile?: string, token?: string, patience?: number}} AttachOptions
 */

/**
 * Attach to a running emulator; `stop` leaves it running.
 *
 * @param {AttachOptions | string} [options] or just its address
 * @returns {Promise<import('./emulator').Emulator>}
 */
async function attach(options = {}) {
  const given = typeof options === 'string' ? { url: options } : options;
  const { httpUrl, httpsUrl } = found(given);
  const url = new URL(httpUrl);
  const place = {
    httpUrl: url.origin,
    httpsUrl: new URL(httpsUrl ?? `https://${url.hostname}:8443`).origin,
    token: given.token ?? process.env.EMULATOR_CONTROL_TOKEN,
  };
  return answering(place, given.patience ?? 10_000);
}

/**
 * Return where it is, by the first that says it.
 *
 * @param {AttachOptions} given
 * @returns {{httpUrl: string, httpsUrl?: string}}
 */
function found({ url, httpsUrl, readyFile }) {
  const { EMULATOR_URL, SCHEDULER_HTTPS_URL, EMULATOR_READY_FILE } = process.env;
  if (url) return { httpUrl: url, httpsUrl };
  if (readyFile) return ready(readyFile);
  if (EMULATOR_URL) return { httpUrl: EMULATOR_URL, httpsUrl: httpsUrl ?? SCHEDULER_HTTPS_URL };
  if (EMULATOR_READY_FILE) return ready(EMULATOR_READY_FILE);
  return { httpUrl: 'http://127.0.0.1:8080', httpsUrl };
}

/** @param {string} file */
function ready(file) {
  const line = readyLine(fs.readFileSync(file, 'utf8'));
  if (!line) throw new Error(`${file} holds no line READY https://... http://...`);
  return line;
}

module.exports = { attach };
