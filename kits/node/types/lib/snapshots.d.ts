/** The snapshots of one emulator. */
export class Snapshots {
    /** @param {import('./control').Control} control */
    constructor(control: import("./control").Control);
    /**
     * Keep the present state under a name; what the name stood for is replaced.
     *
     * @param {string} name
     */
    save(name: string): Promise<void>;
    /**
     * Put a kept state back.
     *
     * @param {string} name
     */
    restore(name: string): Promise<void>;
    /**
     * Tell in what the present state differs from a kept one.
     *
     * @param {string} name
     * @returns {Promise<any>}
     */
    diff(name: string): Promise<any>;
    /**
     * List what is kept.
     *
     * @returns {Promise<any[]>}
     */
    list(): Promise<any[]>;
    /**
     * Forget a kept state.
     *
     * @param {string} name
     */
    delete(name: string): Promise<void>;
    #private;
}
