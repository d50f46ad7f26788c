'use strict';
// States that the emulator keeps by name.

const { spellQuery } = require('./spelling');

/** The snapshots of one emulator. */
class Snapshots {
  #control;

  /** @param {import('./control').Control} control */
  constructor(control) {
    this.#control = control;
  }

  /**
   * Keep the present state under a name; what the name stood for is replaced.
   *
   * @param {string} name
   * @returns {Promise<import('./documents').Snapshot>}
   */
  take(name) {
    return this.#control.call('PUT', place(name));
  }

  /**
   * Put a kept state back.
   *
   * @param {string} name
   */
  async restore(name) {
    await this.#control.call('POST', `${place(name)}/restore`);
  }

  /**
   * Tell in what a kept state differs from now, or from another one.
   *
   * @param {string} name
   * @param {{to?: string}} [options]
   * @returns {Promise<import('./documents').Difference>}
   */
  diff(name, options = {}) {
    return this.#control.call('GET', `${place(name)}/diff${spellQuery(options)}`);
  }

  /**
   * Return a kept state, as `state` of the emulator would have.
   *
   * @param {string} name
   * @returns {Promise<import('./documents').State>}
   */
  get(name) {
    return this.#control.call('GET', place(name));
  }

  /**
   * List what is kept.
   *
   * @returns {Promise<import('./documents').Snapshot[]>}
   */
  list() {
    return this.#control.call('GET', '/snapshots');
  }

  /**
   * Forget a kept state.
   *
   * @param {string} name
   */
  async delete(name) {
    await this.#control.call('DELETE', place(name));
  }
}

/** @param {string} name */
function place(name) {
  return `/snapshots/${encodeURIComponent(name)}`;
}

module.exports = { Snapshots };
