'use strict';
// A subscription of the Azure APIs: its management certificate as node's TLS takes it, and what is kept apart by it.

const https = require('node:https');
const { Faults } = require('./faults');
const { spellQuery } = require('./spelling');

/** What `https.request`, `https.Agent` and `tls.connect` take. @typedef {{key: string, cert: string, ca: string}} Tls */

/** A registered subscription with a management certificate that is good for it. */
class Subscription {
  #control;

  /**
   * @param {import('./control').Control} control
   * @param {{id: string, pem: string, ca: string, pfx?: Buffer}} given
   */
  constructor(control, { id, pem, ca, pfx }) {
    this.#control = control;
    /** Its GUID. */
    this.id = id;
    /** The management certificate with its key, PEM; of one that was brought along it is what was brought. */
    this.pem = pem;
    /** The same as PKCS #12 without a password, if the emulator made it. */
    this.pfx = pfx;
    /** The authority to trust, PEM. */
    this.ca = ca;
    /** What goes wrong for this subscription alone. */
    this.faults = new Faults(control, id);
  }

  /**
   * The management certificate and the authority, as options for TLS.
   *
   * @returns {Tls}
   */
  get tls() {
    return { key: blocks(this.pem, '[A-Z ]*PRIVATE KEY'), cert: blocks(this.pem, 'CERTIFICATE'), ca: this.ca };
  }

  /**
   * Return an agent that trusts the emulator and shows the management certificate.
   *
   * @param {import('node:https').AgentOptions} [options]
   */
  agent(options) {
    return new https.Agent({ ...options, ...this.tls });
  }

  /**
   * Return the calls that its jobs made; with `count` and `timeout` wait for them.
   *
   * @param {import('./documents').ExecutionsWanted} [wanted]
   * @returns {Promise<import('./documents').Execution[]>}
   * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
   */
  executions({ signal, ...wanted } = {}) {
    return this.#control.verify('/executions', { ...wanted, subscription: this.id }, { signal });
  }

  /**
   * Return the requests that the emulated APIs got for it; with `count` and `timeout` wait for them.
   *
   * @param {import('./documents').RequestsWanted} [wanted]
   * @returns {Promise<import('./documents').ApiRequest[]>}
   * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
   */
  requests({ signal, ...wanted } = {}) {
    return this.#control.verify('/requests', { ...wanted, subscription: this.id }, { signal });
  }

  /** Forget its jobs with their calls, its faults and its requests; it stays registered, and time goes on. */
  async reset() {
    await this.#control.call('POST', `/reset${spellQuery({ subscription: this.id })}`);
  }
}

/**
 * @param {string} pem
 * @param {string} label
 */
function blocks(pem, label) {
  const found = pem.match(new RegExp(`-----BEGIN (${label})-----[^]*?-----END \\1-----`, 'g')) ?? [];
  return found.map((block) => `${block}\n`).join('');
}

module.exports = { Subscription };
