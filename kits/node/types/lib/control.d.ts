export type Answer = {
    status: number;
    type: string;
    isJson: boolean;
    bytes: Buffer;
};
/** The control API of one emulator. */
export class Control {
    /**
     * @param {string} url where it is: `http://127.0.0.1:8080/_emulator`
     * @param {{token?: string, ca?: string}} [options] the token that it demands; the authority of an https address
     */
    constructor(url: string, options?: {
        token?: string;
        ca?: string;
    });
    /** Where it is, without a slash at the end. */
    url: string;
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
    call(method: string, path: string, body?: unknown, options?: {
        signal?: AbortSignal;
    }): Promise<any>;
    /**
     * Ask a journal, and wait if `count` is wanted.
     *
     * @param {string} path
     * @param {object} wanted
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<any[]>}
     * @throws {Unmet} too little came in time
     */
    verify(path: string, wanted: object, options?: {
        signal?: AbortSignal;
    }): Promise<any[]>;
    /**
     * Ask for what does not end, and return its text part by part. Who stops reading closes the connection.
     *
     * @param {string} path
     * @param {AbortSignal} [signal]
     * @returns {Promise<AsyncIterable<string>>}
     * @throws {ControlError} it was refused
     */
    stream(path: string, signal?: AbortSignal): Promise<AsyncIterable<string>>;
    #private;
}
