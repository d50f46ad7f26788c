export type AdvanceDocument = import("./documents").AdvanceDocument;
/** A move of a clock that is under way. */
export class Advance {
    /**
     * @param {import('./control').Control} control
     * @param {string} path
     * @param {AdvanceDocument} document
     */
    constructor(control: import("./control").Control, path: string, document: AdvanceDocument);
    /** What was known when it was last looked at. */
    document: import("./documents").AdvanceDocument;
    /** What it is called. */
    get id(): string;
    /** Whether it goes on. */
    get underWay(): boolean;
    /** Which part of the way is done, from 0 to 1. */
    get fraction(): number;
    /** Look at it. */
    look(): Promise<import("./documents").AdvanceDocument>;
    /**
     * Look at it again and again, until it ends: `for await (const { now, executions } of advance.progress())`.
     *
     * @param {{signal?: AbortSignal}} [options]
     * @returns {AsyncGenerator<AdvanceDocument, void, void>}
     */
    progress({ signal }?: {
        signal?: AbortSignal;
    }): AsyncGenerator<AdvanceDocument, void, void>;
    /**
     * Wait until it has come to its target.
     *
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<import('./documents').Moved>}
     * @throws {Halted} it was cancelled or refused
     */
    done(options?: {
        signal?: AbortSignal;
    }): Promise<import("./documents").Moved>;
    /** Stop it: the step under way is stored, and the clock stands where it is. */
    cancel(): Promise<import("./documents").AdvanceDocument>;
    #private;
}
