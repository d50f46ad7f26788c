'use strict';
// A target inside the emulator: jobs call it, tests script what it answers and read what it got.

const { spellSpan } = require('./spelling');

/** A target inside the emulator. */
class Sink {
  #control;
  #path;

  /**
   * @param {import('./control').Control} control
   * @param {string} name
   * @param {string} base where jobs find the control API: in a container that is not where tests do
   */
  constructor(control, name, base = control.url) {
    this.#control = control;
    this.#path = `/sink/${encodeURIComponent(name)}`;
    /** What it is called. */
    this.name = name;
    /** The address for jobs to call; anything may follow it after a slash. */
    this.url = base + this.#path;
  }

  /**
   * Script the answers in turn, the last of which repeats: `answer(500, 500, 200)`. Without a script it is 200.
   *
   * @param {...import('./documents').Answer} answers
   */
  async answer(...answers) {
    await this.#control.call('PUT', this.#path, { answers: answers.map(reply) });
  }

  /**
   * Return what came, oldest first; with `count` and `timeout` wait for it.
   *
   * @param {import('./documents').CallsWanted} [wanted]
   * @returns {Promise<import('./documents').Call[]>}
   * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
   */
  calls({ signal, ...wanted } = {}) {
    return this.#control.verify(`${this.#path}/calls`, wanted, { signal });
  }

  /** Forget what came, and the script. */
  async forget() {
    await this.#control.call('DELETE', `${this.#path}/calls`);
  }
}

/** @param {import('./documents').Answer} answer */
function reply(answer) {
  if (typeof answer === 'number') return { status: answer };
  return answer.delay === undefined ? answer : { ...answer, delay: spellSpan(answer.delay) };
}

module.exports = { Sink };
