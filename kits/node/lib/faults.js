'use strict';
// What goes wrong on purpose.

const { spellQuery, spellSpan } = require('./spelling');

/** @typedef {import('./documents').FaultOften} FaultOften */

/** The faults of one emulator, or of one subscription in it. */
class Faults {
  #control;
  #subscription;

  /**
   * @param {import('./control').Control} control
   * @param {string} [subscription] whose faults these are; everybody's without
   */
  constructor(control, subscription) {
    this.#control = control;
    this.#subscription = subscription;
  }

  /**
   * Set a fault that clients see; return its id.
   *
   * @param {import('./documents').ClientEffect} effect
   * @param {FaultOften} [often]
   */
  client(effect, often) {
    return this.#add('api', effect, often);
  }

  /**
   * Set a fault that jobs meet at their targets; return its id.
   *
   * @param {import('./documents').TargetEffect} effect
   * @param {FaultOften} [often]
   */
  target(effect, often) {
    return this.#add('target', effect, often);
  }

  /**
   * Return the rules in force, with how often each has applied.
   *
   * @returns {Promise<import('./documents').FaultRule[]>}
   */
  async rules() {
    const all = await this.#control.call('GET', '/faults');
    const mine = this.#subscription;
    return mine ? all.filter((/** @type {any} */ rule) => rule.match.subscription === mine) : all;
  }

  /**
   * Take one rule away.
   *
   * @param {string} id
   */
  async remove(id) {
    await this.#control.call('DELETE', `/faults/${encodeURIComponent(id)}`);
  }

  /** Take every rule away. */
  async clear() {
    await this.#control.call('DELETE', `/faults${spellQuery({ subscription: this.#subscription })}`);
  }

  /**
   * @param {'api' | 'target'} where
   * @param {import('./documents').ClientEffect} effect
   * @param {FaultOften} [often]
   * @returns {Promise<string>}
   */
  async #add(where, effect, { match = {}, ...often } = {}) {
    const mine = this.#subscription ? { subscription: this.#subscription } : {};
    const rule = { where, match: { ...match, ...mine }, effect: spelled(effect), ...often };
    return (await this.#control.call('POST', '/faults', rule)).id;
  }
}

/** @param {import('./documents').ClientEffect} effect */
function spelled(effect) {
  const { delay, operation, ...rest } = effect;
  return {
    ...rest,
    ...(delay === undefined ? {} : { delay: spellSpan(delay) }),
    ...(operation === undefined ? {} : { operation: held(operation) }),
  };
}

/** @param {NonNullable<import('./documents').ClientEffect['operation']>} operation */
function held({ holdFor, ...rest }) {
  return holdFor === undefined ? rest : { ...rest, holdFor: spellSpan(holdFor) };
}

module.exports = { Faults };
