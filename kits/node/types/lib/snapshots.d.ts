/** The snapshots of one emulator. */
export class Snapshots {
    /** @param {import('./control').Control} control */
    constructor(control: import("./control").Control);
    /**
     * Keep the present state under a name; what the name stood for is replaced.
     *
     * @param {string} name
     * @returns {Promise<import('./documents').Snapshot>}
     */
    take(name: string): Promise<import("./documents").Snapshot>;
    /**
     * Put a kept state back.
     *
     * @param {string} name
     */
    restore(name: string): Promise<void>;
    /**
     * Tell in what a kept state differs from now, or from another one.
     *
     * @param {string} name
     * @param {{to?: string}} [options]
     * @returns {Promise<import('./documents').Difference>}
     */
    diff(name: string, options?: {
        to?: string;
    }): Promise<import("./documents").Difference>;
    /**
     * Return a kept state, as `state` of the emulator would have.
     *
     * @param {string} name
     * @returns {Promise<import('./documents').State>}
     */
    get(name: string): Promise<import("./documents").State>;
    /**
     * List what is kept.
     *
     * @returns {Promise<import('./documents').Snapshot[]>}
     */
    list(): Promise<import("./documents").Snapshot[]>;
    /**
     * Forget a kept state.
     *
     * @param {string} name
     */
    delete(name: string): Promise<void>;
    #private;
}
