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
   * Make one call and return its document; undefined if there is none. What is not JSON is a text, or bytes.
   *
   * @param {string} method
   * @param {string} path below the control API's, with its query
   * @param {unknown} [body] what to send, as JSON
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   * @throws {ControlError} it was refused
   */
  async call(method, path, body, options = {}) {
    const answer = await whole(
      await this.#request(method, path, body === undefined ? '' : JSON.stringify(body), options.signal));
    if (answer.status >= 400) throw refusal(answer);
    if (!answer.bytes.length) return undefined;
    if (answer.isJson) return JSON.parse(answer.bytes.toString());
    return BYTES.test(answer.type) ? answer.bytes : answer.bytes.toString();
  }

  /**
   * Ask a journal, and wait if `count` is wanted.
   *
   * @param {string} path
   * @param {object} wanted
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
   * Ask for what does not end, and return its text part by part. Who stops reading closes the connection.
   *
   * @param {string} path
   * @param {AbortSignal} [signal]
   * @returns {Promise<AsyncIterable<string>>}
   * @throws {ControlError} it was refused
   */
  async stream(path, signal) {
    const response = await this.#request('GET', path, '', signal);
    if ((response.statusCode ?? 0) >= 400) throw refusal(await whole(response));
    return response.setEncoding('utf8');
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<http.IncomingMessage>}
   */
  #request(method, path, body, signal) {
    const headers = body
      ? { ...this.#headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      : this.#headers;
    return new Promise((resolve, reject) => {
      const request = this.#transport.request(this.url + path, { method, headers, agent: this.#agent, signal });
      request.on('error', reject);
      request.on('response', resolve);
      request.end(body);
    });
  }
}

/** @typedef {{status: number, type: string, isJson: boolean, bytes: Buffer}} Answer */

/** Types of what is no text: certificates. */
const BYTES = /pkcs|pkix|octet-stream/;

/**
 * @param {http.IncomingMessage} response
 * @returns {Promise<Answer>}
 */
async function whole(response) {
  const parts = [];
  for await (const part of response) parts.push(part);
  const type = response.headers['content-type'] ?? '';
  return { status: response.statusCode ?? 0, type, isJson: /json/.test(type), bytes: Buffer.concat(parts) };
}

/** @param {Answer} answer */
function refusal({ status, isJson, bytes }) {
  return new ControlError(status, isJson ? JSON.parse(bytes.toString()) : { detail: bytes.toString() });
}

module.exports = { Control };
