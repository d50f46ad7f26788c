'use strict';
// The emulator as a container of testcontainers, which has to be installed: `npm install --save-dev testcontainers`.

const { AbstractStartedContainer, GenericContainer, Wait, getContainerRuntimeClient } = require('testcontainers');
const { HTTP, HTTPS, IMAGE, INSIDE, answering } = require('./lib/container');
const { variables } = require('./lib/settings');

/** Names that a container answers to by itself. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Milliseconds that it may take to answer. */
const PATIENCE = 60_000;

/** A container that is to run the emulator: `await new SchedulerContainer().withSettings({ clock: START }).start()`. */
class SchedulerContainer extends GenericContainer {
  /** @param {string} [image] */
  constructor(image = IMAGE) {
    super(image);
    this.withExposedPorts(HTTPS, HTTP);
    // How jobs reach targets on the machine that runs the tests.
    this.withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }]);
    this.withWaitStrategy(Wait.forHttp('/_emulator/health', HTTP));
    this.withStartupTimeout(PATIENCE);
  }

  /**
   * Set settings by the names that docs/settings.md has: `{ clock: '2015-07-01', pace: 'recorded' }`.
   *
   * @param {import('./lib/settings').Settings} settings
   */
  withSettings(settings) {
    return this.withEnvironment(variables(settings));
  }

  /** Where docker is on another machine, its name is one that the emulator has to answer to. @override */
  async beforeContainerCreated() {
    const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
    if (LOOPBACK.includes(host)) return;
    const { EMULATOR_SERVER_NAMES, EMULATOR_CONTROL_HOSTS } = this.environment;
    /** @param {(string | undefined)[]} names */
    const all = (...names) => names.filter(Boolean).join(',');
    this.withEnvironment({
      EMULATOR_SERVER_NAMES: all(EMULATOR_SERVER_NAMES, host),
      EMULATOR_CONTROL_HOSTS: all(EMULATOR_CONTROL_HOSTS ?? 'localhost,127.0.0.1,host.docker.internal', host),
    });
  }

  /** Start it; return when the emulator answers. @override */
  async start() {
    const started = await super.start();
    const at = (/** @type {number} */ port) => `${started.getHost()}:${started.getMappedPort(port)}`;
    const place = { httpsUrl: `https://${at(HTTPS)}`, httpUrl: `http://${at(HTTP)}`, inside: INSIDE,
      token: this.environment.EMULATOR_CONTROL_TOKEN, stop: async () => { await started.stop(); } };
    return new StartedSchedulerContainer(started, await answering(place, PATIENCE));
  }
}

/** A container that runs the emulator. */
class StartedSchedulerContainer extends AbstractStartedContainer {
  /**
   * @param {import('testcontainers').StartedTestContainer} started
   * @param {import('./lib/emulator').Emulator} emulator
   */
  constructor(started, emulator) {
    super(started);
    /** What runs in it: clock, targets, faults, verification. */
    this.emulator = emulator;
  }
}

module.exports = { SchedulerContainer, StartedSchedulerContainer };
