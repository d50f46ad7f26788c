'use strict';
// A move of a clock that nobody waits for: how far it is, and how it ends.

// Not the timers of the process: tests that replace those by fake ones would wait for ever.
const { setTimeout: pause } = require('node:timers/promises');
const { Halted } = require('./errors');

/** @typedef {import('./documents').AdvanceDocument} AdvanceDocument */

/** Milliseconds between two looks at a move: few at first, since most moves are short. */
const SOONEST = 20;
const LATEST = 500;

/** A move of a clock that is under way. */
class Advance {
  #control;
  #path;

  /**
   * @param {import('./control').Control} control
   * @param {string} path
   * @param {AdvanceDocument} document
   */
  constructor(control, path, document) {
    this.#control = control;
    this.#path = path;
    /** What was known when it was last looked at. */
    this.document = document;
  }

  /** What it is called. */
  get id() {
    return this.document.id;
  }

  /** Whether it goes on. */
  get underWay() {
    return this.document.state === 'waiting' || this.document.state === 'running';
  }

  /** Which part of the way is done, from 0 to 1. */
  get fraction() {
    const { state, began, now, target } = this.document;
    if (state === 'done') return 1;
    if (!began || !now || !target) return 0;
    const way = Date.parse(target) - Date.parse(began);
    return way > 0 ? Math.min(1, Math.max(0, (Date.parse(now) - Date.parse(began)) / way)) : 0;
  }

  /** Look at it. */
  async look() {
    this.document = await this.#control.call('GET', this.#path);
    return this.document;
  }

  /**
   * Look at it again and again, until it ends: `for await (const { now, executions } of advance.progress())`.
   *
   * @param {{signal?: AbortSignal}} [options]
   * @returns {AsyncGenerator<AdvanceDocument, void, void>}
   */
  async* progress({ signal } = {}) {
    yield this.document;
    for (let wait = SOONEST; this.underWay; wait = Math.min(LATEST, wait * 2)) {
      await pause(wait, undefined, { signal });
      yield this.look();
    }
  }

  /**
   * Wait until it has come to its target.
   *
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<import('./documents').Moved>}
   * @throws {Halted} it was cancelled or refused
   */
  async done(options) {
    for await (const { state } of this.progress(options)) {
      if (state === 'cancelled' || state === 'refused') throw new Halted(this.document);
    }
    return { now: new Date(/** @type {string} */ (this.document.now)), executions: this.document.executions };
  }

  /** Stop it: the step under way is stored, and the clock stands where it is. */
  async cancel() {
    this.document = await this.#control.call('DELETE', this.#path);
    return this.document;
  }
}

module.exports = { Advance };
