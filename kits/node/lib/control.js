'use strict';
// How does a test speak to the control API? Over HTTP, a connection for each call: none is left open behind a test.

const http = require('node:http');
const https = require('node:https');
const { spellQuery } = require('./spelling');
const { ControlError, Unmet } = require('./errors');

/** The control API of one emulator. */
class Control {
  #headers;
  #agent;
  #transport;

  /**
   * @param {string} url where it is: `http://127.0.0.1:8080/_emulator`
   * @param {{token?: string, ca?: string}} [options] the token that it demands; the authority of an https address
   */
  constructor(url, options = {}) {
    /** Where it is, without a slash at the end. */
    this.url = url.replace(/\/+$/, '');
    this.#transport = new URL(url).protocol === 'https:' ? https : http;
    // An agent of its own: neither that of the process, which may lead to a proxy, nor one that keeps connections.
    this.#agent = new this.#transport.Agent({ keepAlive: false, ...(options.ca ? { ca: options.ca } : {}) });
    this.#headers = options.token ? { authorization: `Bearer ${options.token}` } : {};
  }

  /**
   * Make one call and return its document; undefined if there is none, a text if it is not JSON.
   *
   * @param {string} method
   * @param {string} path below the control API's, with its query
   * @param {unknown} [body] what to send, as JSON
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   * @throws {ControlError} it was refused
   */
  async call(method, path, body, options = {}) {
    const answer = await this.#exchange(method, path, body === undefined ? '' : JSON.stringify(body), options.signal);
    const isJson = /json/.test(answer.type);
    if (answer.status >= 400) {
      throw new ControlError(answer.status, isJson ? JSON.parse(answer.text) : { detail: answer.text });
    }
    if (!answer.text) return undefined;
    return isJson ? JSON.parse(answer.text) : answer.text;
  }

  /**
   * Ask a journal, and wait if `count` is wanted.
   *
   * @param {string} path
   * @param {Readonly<Record<string, unknown>>} wanted
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any[]>}
   * @throws {Unmet} too little came in time
   */
  async verify(path, wanted, options = {}) {
    try {
      return await this.call('GET', path + spellQuery(wanted), undefined, options);
    } catch (error) {
      if (error instanceof ControlError && error.status === 408) throw new Unmet(error.problem);
      throw error;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<{status: number, type: string, text: string}>}
   */
  #exchange(method, path, body, signal) {
    const headers = body
      ? { ...this.#headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      : this.#headers;
    return new Promise((resolve, reject) => {
      const request = this.#transport.request(this.url + path, { method, headers, agent: this.#agent, signal });
      request.on('error', reject);
      request.on('response', (response) => {
        /** @type {Buffer[]} */
        const parts = [];
        response.on('error', reject);
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(parts).toString(),
        }));
      });
      request.end(body);
    });
  }
}

module.exports = { Control };
