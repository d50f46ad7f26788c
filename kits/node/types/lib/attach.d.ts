/**
 * Where it is: `url` is its plain listener, the variable EMULATOR_URL without; `httpsUrl` its TLS listener, the variable
 * SCHEDULER_HTTPS_URL without, or port 8443 of the same host; `token` that of the control API, EMULATOR_CONTROL_TOKEN
 * without. `patience` is how many milliseconds to wait until it answers.
 */
export type AttachOptions = {
    url?: string;
    httpsUrl?: string;
    token?: string;
    patience?: number;
};
/**
 * Where it is: `url` is its plain listener, the variable EMULATOR_URL without; `httpsUrl` its TLS listener, the variable
 * SCHEDULER_HTTPS_URL without, or port 8443 of the same host; `token` that of the control API, EMULATOR_CONTROL_TOKEN
 * without. `patience` is how many milliseconds to wait until it answers.
 *
 * @typedef {{url?: string, httpsUrl?: string, token?: string, patience?: number}} AttachOptions
 */
/**
 * Attach to a running emulator; `stop` leaves it running.
 *
 * @param {AttachOptions | string} [options] or just its address
 * @returns {Promise<import('./emulator').Emulator>}
 */
export function attach(options?: AttachOptions | string): Promise<import("./emulator").Emulator>;
