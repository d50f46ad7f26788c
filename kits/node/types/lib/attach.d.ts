/**
 * Where it is: `url` is its plain listener, and `httpsUrl` its TLS listener, or port 8443 of the same host. Without a `url`
 * the variables EMULATOR_URL and SCHEDULER_HTTPS_URL say it, or the file that `serve --ready-file` writes: `readyFile`, or
 * EMULATOR_READY_FILE. `token` is that of the control API, EMULATOR_CONTROL_TOKEN without. `patience` is how many
 * milliseconds to wait until it answers.
 */
export type AttachOptions = {
    url?: string;
    httpsUrl?: string;
    readyFile?: string;
    token?: string;
    patience?: number;
};
/**
 * Where it is: `url` is its plain listener, and `httpsUrl` its TLS listener, or port 8443 of the same host. Without a `url`
 * the variables EMULATOR_URL and SCHEDULER_HTTPS_URL say it, or the file that `serve --ready-file` writes: `readyFile`, or
 * EMULATOR_READY_FILE. `token` is that of the control API, EMULATOR_CONTROL_TOKEN without. `patience` is how many
 * milliseconds to wait until it answers.
 *
 * @typedef {{url?: string, httpsUrl?: string, readyFile?: string, token?: string, patience?: number}} AttachOptions
 */
/**
 * Attach to a running emulator; `stop` leaves it running.
 *
 * @param {AttachOptions | string} [options] or just its address
 * @returns {Promise<import('./emulator').Emulator>}
 */
export function attach(options?: AttachOptions | string): Promise<import("./emulator").Emulator>;
