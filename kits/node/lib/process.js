'use strict';
// An emulator as a process of its own: `azure-scheduler-emulator serve`, on free ports, gone with the test.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { clearTimeout, setTimeout } = require('node:timers');
const { Emulator } = require('./emulator');
const { readyLine } = require('./spelling');
const { SEED_TOKEN, START, variables, without } = require('./settings');

/** What is kept of the log, in characters. */
const KEPT = 256 * 1024;

/** Milliseconds in which it has to end once it was told to. */
const GRACE = 10_000;

/**
 * How to start one. `command` is what runs the emulator, with its first arguments; without it the variable
 * AZURE_SCHEDULER_EMULATOR says it, or it is `azure-scheduler-emulator`. `settings` go over those of a test: free ports,
 * a clock that stands at 2015-07-01T00:00:00Z, certificates that all emulators of this process share. `patience` is how
 * many milliseconds it may take to be ready.
 *
 * @typedef {{command?: string | readonly string[], settings?: import('./settings').Settings,
 *   env?: NodeJS.ProcessEnv, cwd?: string, patience?: number}} StartOptions
 */

/** @typedef {import('node:child_process').ChildProcessByStdio<null, import('node:net').Socket, import('node:net').Socket>} Child */

/** @type {string | undefined} */
let sharedCerts;
/** @type {Set<Child>} */
const running = new Set();
process.once('exit', () => { for (const child of running) child.kill(); });

/**
 * Start an emulator; return when both of its ports answer.
 *
 * @param {StartOptions} [options]
 * @returns {Promise<Emulator>}
 */
async function start({ command, settings = {}, env = process.env, cwd, patience = 60_000 } = {}) {
  const certs = typeof settings.certs === 'string' ? settings.certs : shared();
  const usual = { httpsPort: 0, httpPort: 0, clock: START, seedToken: SEED_TOKEN };
  const given = variables({ ...usual, ...settings, certs });
  const [program, ...first] = words(command ?? process.env.AZURE_SCHEDULER_EMULATOR ?? 'azure-scheduler-emulator');
  const child = /** @type {Child} */ (spawn(program, [...first, 'serve'], {
    cwd, env: { ...without(env), ...given }, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true,
  }));
  running.add(child);
  const log = tail(child);
  try {
    const line = await ready(child, log, patience);
    const files = path.resolve(cwd ?? '.', certs);
    const emulator = await Emulator.at({
      ...line, token: given.EMULATOR_CONTROL_TOKEN, stop: () => stop(child), logs: log,
      pem: read(path.join(files, 'management.pem'))?.toString(), pfx: read(path.join(files, 'management.pfx')),
    });
    // A test that forgets to stop it ends all the same, and it with the test.
    for (const each of [child, child.stdout, child.stderr]) each.unref();
    return emulator;
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/**
 * Wait for the line that tells where it is: `READY https://... http://...`.
 *
 * @param {Child} child
 * @param {() => string} log
 * @param {number} patience
 * @returns {Promise<{httpsUrl: string, httpUrl: string}>}
 */
function ready(child, log, patience) {
  return new Promise((resolve, reject) => {
    let said = '';
    /** @param {string} why */
    const fail = (why) => reject(new Error(`The emulator did not start: ${why}\n${log()}`.trimEnd()));
    const timer = setTimeout(fail, patience, `it was not ready within ${patience} ms.`);
    child.once('error', (error) => { clearTimeout(timer); fail(`${error.message}. Is it installed?`); });
    child.once('close', (status, signal) => { clearTimeout(timer); fail(`it ended with ${signal ?? `status ${status}`}.`); });
    child.stdout.on('data', (part) => {
      said += part;
      const line = readyLine(said);
      if (line) {
        clearTimeout(timer);
        resolve(line);
        said = '';
      }
    });
  });
}

/**
 * Keep the end of the log; return what tells it.
 *
 * @param {Child} child
 */
function tail(child) {
  let kept = '';
  child.stderr.on('data', (part) => { kept = (kept + part).slice(-KEPT); });
  return () => kept;
}

/**
 * Tell a process to end, and see to it.
 *
 * @param {Child} child
 * @returns {Promise<void>}
 */
function stop(child) {
  return new Promise((resolve) => {
    running.delete(child);
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.ref();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    child.once('exit', () => { clearTimeout(timer); resolve(); });
    child.kill();
  });
}

/** Return the certificate folder that the emulators of this process share: making keys takes a moment. */
function shared() {
  if (!sharedCerts) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scheduler-certs-'));
    process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    sharedCerts = folder;
  }
  return sharedCerts;
}

/** @param {string} file */
function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

/** @param {string | readonly string[]} command */
function words(command) {
  return typeof command === 'string' ? command.trim().split(/\s+/) : [...command];
}

module.exports = { start };
