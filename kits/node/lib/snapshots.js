'use strict';
// States that the emulator keeps by name.

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
   */
  async save(name) {
    await this.#control.call('PUT', place(name));
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
   * Tell in what the present state differs from a kept one.
   *
   * @param {string} name
   * @returns {Promise<any>}
   */
  diff(name) {
    return this.#control.call('GET', `${place(name)}/diff`);
  }

  /**
   * List what is kept.
   *
   * @returns {Promise<any[]>}
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
