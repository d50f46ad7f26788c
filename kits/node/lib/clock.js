'use strict';
// The emulator's time, as a test moves it. What a clock is and what is refused: docs/control-api.md.

const { spellMoment, spellSpan } = require('./spelling');
const { Advance } = require('./advance');

/** @typedef {import('./documents').Moment} Moment */
/** @typedef {import('./documents').Span} Span */
/** @typedef {import('./documents').Moved} Moved */

/** A clock: the one that is everybody's, or a test clock. */
class Clock {
  #control;
  #path;

  /**
   * @param {import('./control').Control} control
   * @param {string} [path] where the clock is below the control API
   */
  constructor(control, path = '/clock') {
    this.#control = control;
    this.#path = path;
  }

  /**
   * Tell how it stands.
   *
   * @returns {Promise<import('./documents').ClockDocument>}
   */
  show() {
    return this.#control.call('GET', this.#path);
  }

  /** Tell the time. */
  async now() {
    return new Date((await this.show()).now);
  }

  /** Have the time stand still, where it is. */
  freeze() {
    return this.#put({ mode: 'virtual' });
  }

  /**
   * Have the time stand at a moment; what falls due on the way runs.
   *
   * @param {Moment} to
   */
  set(to) {
    return this.#put({ mode: 'virtual', now: spellMoment(to) });
  }

  /**
   * Have the time run at a rate, from where it is or from a moment: 3600 is an hour in each of the machine's seconds.
   *
   * @param {number} rate
   * @param {{from?: Moment}} [options]
   */
  run(rate, { from } = {}) {
    return this.#put({ mode: 'virtual', rate, ...(from === undefined ? {} : { now: spellMoment(from) }) });
  }

  /** Go back to the machine's time. Test clocks cannot. */
  follow() {
    return this.#put({ mode: 'system' });
  }

  /**
   * Move the time and run everything that falls due on the way, retries and error actions included.
   *
   * With `wait: false` the move goes on by itself and can be watched and cancelled; it has to be so where a job's target
   * or the test itself moves the same clock meanwhile. A `signal` ends a wait, and the move with it.
   *
   * @overload
   * @param {Span | {to: Moment}} how a span (`{ days: 7 }`, `'P1D'`, milliseconds), or `{ to }`
   * @param {{wait: false, signal?: AbortSignal}} options
   * @returns {Promise<Advance>}
   */
  /**
   * @overload
   * @param {Span | {to: Moment}} how
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Moved>}
   */
  /**
   * @param {Span | {to: Moment}} how
   * @param {{wait?: false, signal?: AbortSignal}} [options]
   * @returns {Promise<Moved | Advance>}
   */
  advance(how, options = {}) {
    const target = typeof how === 'object' && 'to' in how
      ? { to: spellMoment(how.to) }
      : { by: spellSpan(/** @type {Span} */ (how)) };
    return this.#command('advance', target, options);
  }

  /**
   * Move to the next due moment, of one job if it is named, and run it.
   *
   * @overload
   * @param {string | undefined} job
   * @param {{wait: false, signal?: AbortSignal}} options
   * @returns {Promise<Advance>}
   */
  /**
   * @overload
   * @param {string} [job]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Moved>}
   */
  /**
   * @param {string} [job]
   * @param {{wait?: false, signal?: AbortSignal}} [options]
   * @returns {Promise<Moved | Advance>}
   */
  next(job, options = {}) {
    return this.#command('next', job === undefined ? {} : { job }, options);
  }

  /**
   * Return a move that was begun before, by its id.
   *
   * @param {string} id
   */
  async moving(id) {
    const path = `${this.#path}/advances/${encodeURIComponent(id)}`;
    return new Advance(this.#control, path, await this.#control.call('GET', path));
  }

  /** @param {object} wanted */
  async #put(wanted) {
    return new Date((await this.#control.call('PUT', this.#path, wanted)).now);
  }

  /**
   * @param {string} verb
   * @param {object} target
   * @param {{wait?: false, signal?: AbortSignal}} options
   * @returns {Promise<any>}
   */
  async #command(verb, target, { wait, signal }) {
    // Who gives up waiting wants no clock that goes on behind a test's back.
    const body = { ...target, ...(wait === false ? { wait } : signal && { cancelOnDisconnect: true }) };
    const answer = await this.#control.call('POST', `${this.#path}/${verb}`, body, { signal });
    if (wait === false) {
      return new Advance(this.#control, `${this.#path}/advances/${encodeURIComponent(answer.id)}`, answer);
    }
    return { now: new Date(answer.now), executions: answer.executions };
  }
}

/** A clock of a test's own, by which some subscriptions, accounts or sites live. */
class TestClock extends Clock {
  #remove;

  /**
   * @param {import('./control').Control} control
   * @param {string} id
   */
  constructor(control, id) {
    const path = `/clocks/${encodeURIComponent(id)}`;
    super(control, path);
    /** What it is called. */
    this.id = id;
    this.#remove = () => control.call('DELETE', path);
  }

  /** Take it away, and what lives by it. */
  async delete() {
    await this.#remove();
  }
}

module.exports = { Clock, TestClock };
