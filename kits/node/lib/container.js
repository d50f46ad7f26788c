'use strict';
// An emulator in a container, with nothing needed but the `docker` command. With testcontainers: ../testcontainers.js

const { execFile } = require('node:child_process');
const { setTimeout: pause } = require('node:timers/promises');
const { promisify } = require('node:util');
const { Emulator } = require('./emulator');
const { variables } = require('./settings');

const run = promisify(execFile);

const IMAGE = 'azure-scheduler-emulator';
const HTTPS = 8443;
const HTTP = 8080;
/** Where jobs in the container find the control API, and so their sinks. */
const INSIDE = `http://127.0.0.1:${HTTP}/_emulator`;

/**
 * How to start one. `docker` is the command, `patience` how many milliseconds it may take until the emulator answers.
 *
 * @typedef {{image?: string, docker?: string, settings?: import('./settings').Settings, patience?: number}}
 *   ContainerOptions
 */

/**
 * Start a container that runs the emulator; return when it answers. Settings are those of the image and yours.
 *
 * @param {ContainerOptions} [options]
 * @returns {Promise<Emulator>}
 */
async function startContainer({ image = IMAGE, docker = 'docker', settings = {}, patience = 60_000 } = {}) {
  /** @param {string[]} words */
  const ask = async (...words) => (await run(docker, words)).stdout.trim();
  const given = variables(settings);
  const id = await ask('run', '--detach', '--rm', ...published(), ...Object.entries(given).flatMap(
    ([name, value]) => ['--env', `${name}=${value}`]), image);
  const logs = async () => {
    const { stdout, stderr } = await run(docker, ['logs', id]);
    return stdout + stderr;
  };
  const stop = async () => { await ask('stop', '--time', '2', id); };
  try {
    const [https, http] = [address(await ask('port', id, `${HTTPS}/tcp`)), address(await ask('port', id, `${HTTP}/tcp`))];
    const place = { httpsUrl: `https://${https}`, httpUrl: `http://${http}`, token: given.EMULATOR_CONTROL_TOKEN };
    return await answering({ ...place, inside: INSIDE, stop, logs }, patience);
  } catch (error) {
    const said = await logs().catch(() => '');
    await stop().catch(() => {});
    throw new Error(`The container did not come up: ${/** @type {Error} */ (error).message}\n${said}`.trimEnd());
  }
}

/** Return how ports are published, and how jobs reach targets on this machine: at host.docker.internal. */
function published() {
  const ports = [HTTPS, HTTP].flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
  return [...ports, '--add-host', 'host.docker.internal:host-gateway'];
}

/**
 * Return where a port of the container is to be found from here.
 *
 * @param {string} said what `docker port` printed
 */
function address(said) {
  const [, host, port] = /^(.*):(\d+)$/m.exec(said) ?? [];
  return `${host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host}:${port}`;
}

/**
 * Wait until an emulator answers, and meet it.
 *
 * @param {import('./emulator').Place} place
 * @param {number} patience
 */
async function answering(place, patience) {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await Emulator.at(place);
    } catch (error) {
      // What answers may still refuse us: a token is missing, say. No patience mends that.
      if (/** @type {{status?: number}} */ (error).status || performance.now() >= deadline) throw error;
    }
    await pause(100);
  }
}

module.exports = { startContainer, answering, IMAGE, HTTPS, HTTP, INSIDE };
