'use strict';
// What jest, vitest and node:test have in common: an emulator for a file of tests, clean before each of them.

const { attach } = require('./attach');
const { start } = require('./process');
const { START } = require('./settings');

/** Milliseconds that a start may take; the usual bound of a hook is less than making keys takes on a busy machine. */
const PATIENCE = 60_000;

/**
 * What a runner of tests offers. @typedef {{beforeAll: Hook, beforeEach: Hook, afterEach: Hook, afterAll: Hook}} Hooks
 */
/** @typedef {(run: () => Promise<void>, patience: number) => void} Hook */

/**
 * `reset: false` leaves the emulator between two tests as it is; `trust: true` has all of this process trust it, for
 * clients that cannot be told an authority.
 *
 * @typedef {{reset?: boolean, trust?: boolean}} Between
 */

/**
 * Have an emulator for the tests of a file (or of a `describe`): started before the first, reset before each, stopped
 * after the last.
 *
 * @param {Hooks} hooks
 * @param {import('./process').StartOptions & Between} options
 * @returns {import('./emulator').Emulator}
 */
function useScheduler(hooks, { reset = true, trust = false, ...options }) {
  /** @type {Late<import('./emulator').Emulator>} */
  const late = new Late('The emulator');
  hooks.beforeAll(async () => {
    late.value = await start({ patience: PATIENCE, ...options });
    if (trust) late.value.trust();
  }, 2 * PATIENCE);
  if (reset) hooks.beforeEach(async () => { await late.value?.reset(); }, PATIENCE);
  hooks.afterAll(async () => { await late.value?.stop(); }, PATIENCE);
  return late.proxy();
}

/**
 * A subscription of a test's own on a shared emulator, and a clock by which it lives.
 *
 * @typedef {{emulator: import('./emulator').Emulator, subscription: import('./subscription').Subscription,
 *   clock: import('./clock').TestClock, faults: import('./faults').Faults,
 *   sink: (name?: string) => import('./sink').Sink}} Tenancy
 */

/**
 * Have a subscription and a clock of its own for each test, on an emulator that all files share (server.js): nobody's
 * time, jobs, faults or targets disturb anybody.
 *
 * @param {Hooks} hooks
 * @param {import('./attach').AttachOptions & {now?: import('./documents').Moment}} options
 * @returns {Tenancy}
 */
function useTenant(hooks, { now = START, ...options }) {
  /** @type {import('./emulator').Emulator} */
  let emulator;
  /** @type {Late<Tenancy>} */
  const late = new Late('The subscription');
  hooks.beforeAll(async () => { emulator = await attach(options); }, PATIENCE);
  hooks.beforeEach(async () => { late.value = await tenancy(emulator, now); }, PATIENCE);
  hooks.afterEach(async () => {
    await late.value?.subscription.reset();
    await late.value?.clock.delete();
    late.value = undefined;
  }, PATIENCE);
  hooks.afterAll(async () => { await emulator?.stop(); }, PATIENCE);
  return late.proxy();
}

/**
 * @param {import('./emulator').Emulator} emulator
 * @param {import('./documents').Moment} now
 * @returns {Promise<Tenancy>}
 */
async function tenancy(emulator, now) {
  const subscription = await emulator.register();
  const clock = await emulator.testClock({ now, subscriptions: [subscription.id] });
  let sinks = 0;
  /** @param {string} [name] */
  const sink = (name = `target-${sinks += 1}`) => emulator.sink(`${subscription.id}-${name}`);
  return { emulator, subscription, clock, faults: subscription.faults, sink };
}

/**
 * Something that tests may name before it is there.
 *
 * @template {object} T
 */
class Late {
  #what;

  /** @param {string} what */
  constructor(what) {
    this.#what = what;
    /** @type {T | undefined} */
    this.value = undefined;
  }

  /** @returns {T} */
  proxy() {
    return /** @type {T} */ (new Proxy({}, {
      get: (_, name) => {
        const { value } = this;
        // Runners ask anything whether it is a promise, or how to print it.
        if (!value && (typeof name === 'symbol' || name === 'then' || name === 'toJSON')) return undefined;
        if (!value) throw new Error(`${this.#what} is there while a test or its hooks run: ask for '${String(name)}' in one.`);
        const found = Reflect.get(value, name, value);
        return typeof found === 'function' ? found.bind(value) : found;
      },
      has: (_, name) => this.value !== undefined && name in this.value,
    }));
  }
}

module.exports = { useScheduler, useTenant };
