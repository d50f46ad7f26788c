'use strict';
// The jobs of every API, as the emulator knows them: docs/control-api.md, "Jobs". Code under test makes them; a test looks.

const { spellQuery } = require('./spelling');

/** @typedef {import('./documents').JobsWanted} JobsWanted */
/** @typedef {import('./documents').Job} Job */
/** @typedef {import('./documents').JobDetail} JobDetail */

/** The jobs of one emulator. */
class Jobs {
  #control;

  /** @param {import('./control').Control} control */
  constructor(control) {
    this.#control = control;
  }

  /**
   * Return a page of jobs, and how many there are.
   *
   * @param {JobsWanted & import('./documents').Page} [wanted]
   * @returns {Promise<import('./documents').JobsPage>}
   */
  list(wanted = {}) {
    return this.#control.call('GET', `/jobs${spellQuery(wanted)}`);
  }

  /**
   * Return all jobs that fit, page after page: `for await (const job of emulator.jobs.all({ api: 'azure' }))`.
   *
   * @param {JobsWanted} [wanted]
   * @returns {AsyncGenerator<Job, void, void>}
   */
  async* all(wanted = {}) {
    let after = '';
    do {
      const page = await this.list({ ...wanted, sort: 'name', top: 500, ...(after ? { after } : {}) });
      yield* page.jobs;
      after = page.next;
    } while (after);
  }

  /**
   * Return the one job of a name.
   *
   * @param {string} name
   * @param {Omit<JobsWanted, 'q'>} [wanted] where several have it
   * @returns {Promise<Job>}
   * @throws {Error} there is none, or more than one
   */
  async named(name, wanted = {}) {
    const found = [];
    for await (const job of this.all({ ...wanted, q: name })) if (job.name === name) found.push(job);
    if (found.length === 1) return found[0];
    const places = found.map(({ api, subscription, collection }) => `${api}: ${subscription}/${collection}`);
    throw new Error(`${found.length || 'No'} jobs are called '${name}'${found.length ? `: ${places.join(', ')}` : ''}.`);
  }

  /**
   * Return a job with its document in the words of an API: of the one that made it, unless `as` names another.
   *
   * @param {string} id
   * @param {{as?: string}} [options]
   * @returns {Promise<JobDetail>}
   */
  get(id, options = {}) {
    return this.#control.call('GET', place(id) + spellQuery(options));
  }

  /**
   * Return what became of its occurrences, newest first.
   *
   * @param {string} id
   * @param {{status?: string, top?: number, skip?: number}} [options]
   * @returns {Promise<import('./documents').HistoryPage>}
   */
  history(id, options = {}) {
    return this.#control.call('GET', `${place(id)}/history${spellQuery(options)}`);
  }

  /**
   * Have it fire now, beside its schedule; the call is made after this.
   *
   * @param {string} id
   * @returns {Promise<JobDetail>}
   */
  run(id) {
    return this.#control.call('POST', `${place(id)}/run`);
  }

  /**
   * @param {string} id
   * @returns {Promise<JobDetail>}
   */
  enable(id) {
    return this.#control.call('PATCH', place(id), { state: 'enabled' });
  }

  /**
   * @param {string} id
   * @returns {Promise<JobDetail>}
   */
  disable(id) {
    return this.#control.call('PATCH', place(id), { state: 'disabled' });
  }

  /**
   * Delete it with its history.
   *
   * @param {string} id
   */
  async delete(id) {
    await this.#control.call('DELETE', place(id));
  }
}

/** @param {string} id */
function place(id) {
  return `/jobs/${encodeURIComponent(id)}`;
}

module.exports = { Jobs };
