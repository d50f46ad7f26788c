'use strict';
// A running emulator as a test sees it, wherever it runs.

const { randomUUID } = require('node:crypto');
const { Clock, TestClock } = require('./clock');
const { Control } = require('./control');
const { ControlError } = require('./errors');
const { events } = require('./events');
const { Faults } = require('./faults');
const { Jobs } = require('./jobs');
const { Sink } = require('./sink');
const { Snapshots } = require('./snapshots');
const { Subscription } = require('./subscription');
const { spellMoment, spellQuery, spellSpan } = require('./spelling');
const { trust } = require('./trust');

/** The subscription that is there from the start. */
const DEFAULT_SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';

/**
 * Where an emulator is. `inside` is where its own jobs find its control API, if that is elsewhere; `pem` and `pfx` the
 * management certificate of the default subscription, if its files can be read from here.
 *
 * @typedef {{httpUrl: string, httpsUrl: string, token?: string, inside?: string, pem?: string, pfx?: Buffer,
 *   stop?: () => Promise<void>, logs?: () => string | Promise<string>}} Place
 */

/** A running emulator. */
class Emulator {
  #place;
  #sinks = 0;
  #prefix;
  /** @type {Subscription} */
  #subscription;
  #issued = false;
  /** @type {(() => void)[]} */
  #trusting = [];

  /**
   * @param {Place} place
   * @param {Control} control
   * @param {Subscription} subscription
   * @param {boolean} issued whether the certificate was made for us, and is forgotten by a reset
   */
  constructor(place, control, subscription, issued) {
    this.#place = place;
    // Others may have attached to it, too, and count as we do.
    this.#prefix = place.stop ? 'target' : `target-${randomUUID().slice(0, 8)}`;
    this.#subscription = subscription;
    this.#issued = issued;
    /** The plain listener: sibling APIs, Resource Manager, and the control API. */
    this.httpUrl = place.httpUrl;
    /** The listener with mutual TLS: every API. */
    this.httpsUrl = place.httpsUrl;
    /** Host and port of the TLS listener. */
    this.host = new URL(place.httpsUrl).host;
    /** The control API, for what has no method here. */
    this.control = control;
    /** Everybody's time. */
    this.clock = new Clock(control);
    /** What goes wrong on purpose. */
    this.faults = new Faults(control);
    /** The jobs of every API. */
    this.jobs = new Jobs(control);
    /** States that it keeps by name. */
    this.snapshots = new Snapshots(control);
  }

  /**
   * Meet the emulator at a place.
   *
   * @param {Place} place
   */
  static async at(place) {
    const control = new Control(`${place.httpUrl}/_emulator`, { token: place.token });
    const ca = await control.call('GET', '/certs/ca.pem');
    const known = place.pem ? { pem: place.pem, pfx: place.pfx } : await files(control);
    const given = known ?? opened(await control.call('POST', '/subscriptions', { id: DEFAULT_SUBSCRIPTION }));
    const subscription = new Subscription(control, { id: DEFAULT_SUBSCRIPTION, ca, ...given });
    return new Emulator(place, control, subscription, !known);
  }

  /** The subscription that is there from the start, with the certificate that is good for it. */
  get subscription() {
    return this.#subscription;
  }

  /** Key, certificate and authority of that subscription: options for `https.request`, `https.Agent`, `tls.connect`. */
  get tls() {
    return this.#subscription.tls;
  }

  /**
   * Return an agent that trusts the emulator and shows the management certificate.
   *
   * @param {import('node:https').AgentOptions} [options]
   */
  agent(options) {
    return this.#subscription.agent(options);
  }

  /**
   * Have all of this process trust the emulator, for clients that cannot be told an authority; return what ends it.
   * It ends with the emulator.
   */
  trust() {
    const end = trust(this.#subscription.ca);
    this.#trusting.push(end);
    return end;
  }

  /**
   * Register a subscription, for a test of its own. Without a certificate one is issued.
   *
   * @param {{id?: string, certificate?: string}} [given] PEM, with the key if `tls` is to have it
   */
  async register(given = {}) {
    const made = await this.control.call('POST', '/subscriptions', given);
    const { pem, pfx } = opened(made);
    const ca = this.#subscription.ca;
    return new Subscription(this.control, { id: made.id, pem: given.certificate ?? pem, pfx, ca });
  }

  /**
   * Make a clock of a test's own, by which the named subscriptions, accounts, sites or APIs live.
   *
   * @param {import('./documents').TestClockOptions} options
   */
  async testClock({ now, expires, ...whose }) {
    const begin = now === undefined ? {} : { now: spellMoment(now) };
    const life = expires === undefined ? {} : { expires: spellSpan(expires) };
    const made = await this.control.call('POST', '/clocks', { ...begin, ...life, ...whose });
    return new TestClock(this.control, made.id);
  }

  /** List the clocks of tests. */
  async testClocks() {
    /** @type {{id: string}[]} */
    const found = await this.control.call('GET', '/clocks');
    return found.map(({ id }) => new TestClock(this.control, id));
  }

  /**
   * Return a target inside the emulator for jobs to call; a name is made unless one is given.
   *
   * @param {string} [name]
   */
  sink(name) {
    if (!name) this.#sinks += 1;
    return new Sink(this.control, name || `${this.#prefix}-${this.#sinks}`, this.#place.inside);
  }

  /**
   * Return the calls that jobs made; with `count` and `timeout` wait for them.
   *
   * @param {import('./documents').ExecutionsWanted} [wanted]
   * @returns {Promise<import('./documents').Execution[]>}
   * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
   */
  executions({ signal, ...wanted } = {}) {
    return this.control.verify('/executions', wanted, { signal });
  }

  /**
   * Return the requests that the emulated APIs got; with `count` and `timeout` wait for them.
   *
   * @param {import('./documents').RequestsWanted} [wanted]
   * @returns {Promise<import('./documents').ApiRequest[]>}
   * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
   */
  requests({ signal, ...wanted } = {}) {
    return this.control.verify('/requests', wanted, { signal });
  }

  /**
   * Tell what changes from now on, as it happens, of some topics or of all: `for await (const { event, data } of ...)`.
   * It goes on until it is left, the signal ends it, or the emulator stops.
   *
   * @param {{topics?: readonly string[], signal?: AbortSignal}} [options]
   */
  async events({ topics, signal } = {}) {
    return events(await this.control.stream(`/events${spellQuery({ topics: topics?.join(',') })}`, signal));
  }

  /**
   * Tell the next times of the jobs of a name, or with `past` why they did not fire then.
   *
   * @param {string} job
   * @param {{n?: number, past?: import('./documents').Moment, subscription?: string, face?: string}} [options]
   * @returns {Promise<import('./documents').Preview[]>}
   */
  preview(job, options = {}) {
    return this.control.call('GET', `/preview${spellQuery({ job, ...options })}`);
  }

  /**
   * Tell how it is.
   *
   * @returns {Promise<import('./documents').Health>}
   */
  health() {
    return this.control.call('GET', '/health');
  }

  /**
   * Return everything that is stored as one document. Secrets are in it.
   *
   * @returns {Promise<import('./documents').State>}
   */
  state() {
    return this.control.call('GET', '/state');
  }

  /**
   * Put back what `state` returned.
   *
   * @param {import('./documents').State} state
   */
  async restore(state) {
    await this.control.call('PUT', '/state', state);
    await this.#introduce();
  }

  /** Forget everything but settings and certificates; the clock is as at the start. */
  async reset() {
    await this.control.call('POST', '/reset');
    this.#sinks = 0;
    await this.#introduce();
  }

  /** Return what it has written to its log, as far as it is kept. */
  async logs() {
    return await this.#place.logs?.() ?? '';
  }

  /** Stop it, if it was started from here. */
  async stop() {
    for (const end of this.#trusting.splice(0)) end();
    await this.#place.stop?.();
  }

  /** Stop it at the end of an `await using`, where node or TypeScript has that. */
  [Symbol.asyncDispose]() {
    return this.stop();
  }

  /** Register our certificate again, unless the emulator knows it by itself. */
  async #introduce() {
    const { id, pem } = this.#subscription;
    if (this.#issued) await this.control.call('POST', '/subscriptions', { id, certificate: pem });
  }
}

/**
 * Return the certificate that the emulator keeps for the default subscription, or nothing if it keeps none.
 *
 * @param {Control} control
 */
async function files(control) {
  try {
    const pem = await control.call('GET', '/certs/management.pem');
    return { pem, pfx: await control.call('GET', '/certs/management.pfx') };
  } catch (error) {
    if (error instanceof ControlError && error.status === 404) return undefined;
    throw error;
  }
}

/** @param {{certificate: {pem: string, pfx?: string}}} made */
function opened({ certificate: { pem, pfx } }) {
  return { pem, pfx: pfx === undefined ? undefined : Buffer.from(pfx, 'base64') };
}

module.exports = { Emulator, DEFAULT_SUBSCRIPTION };
