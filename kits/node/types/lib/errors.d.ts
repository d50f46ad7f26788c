/** The control API refused; the text is its problem document's. */
export class ControlError extends Error {
    /**
     * @param {number} status
     * @param {import('./documents').Problem} problem
     */
    constructor(status: number, problem: import("./documents").Problem);
    /** Status of the answer. */
    status: number;
    /** What the answer said. */
    problem: import("./documents").Problem;
}
/** What a test waited for did not come; the text tells the nearest misses. */
export class Unmet extends Error {
    /** @param {import('./documents').Problem} problem */
    constructor(problem: import("./documents").Problem);
    /** The entries that came nearest, and in what they differ. */
    nearest: import("./documents").NearMiss[];
}
/** A command to a clock did not run to its end; `advance` tells how far it came. */
export class Halted extends Error {
    /** @param {import('./documents').AdvanceDocument} advance */
    constructor(advance: import("./documents").AdvanceDocument);
    /** The state in which it ended. */
    advance: import("./documents").AdvanceDocument;
}
