export type Moment = import("./documents").Moment;
export type Span = import("./documents").Span;
export type Moved = import("./documents").Moved;
/** @typedef {import('./documents').Moment} Moment */
/** @typedef {import('./documents').Span} Span */
/** @typedef {import('./documents').Moved} Moved */
/** A clock: the one that is everybody's, or a test clock. */
export class Clock {
    /**
     * @param {import('./control').Control} control
     * @param {string} [path] where the clock is below the control API
     */
    constructor(control: import("./control").Control, path?: string);
    /**
     * Tell how it stands.
     *
     * @returns {Promise<import('./documents').ClockDocument>}
     */
    show(): Promise<import("./documents").ClockDocument>;
    /** Tell the time. */
    now(): Promise<Date>;
    /** Have the time stand still, where it is. */
    freeze(): Promise<Date>;
    /**
     * Have the time stand at a moment; what falls due on the way runs.
     *
     * @param {Moment} to
     */
    set(to: Moment): Promise<Date>;
    /**
     * Have the time run at a rate, from where it is or from a moment: 3600 is an hour in each of the machine's seconds.
     *
     * @param {number} rate
     * @param {{from?: Moment}} [options]
     */
    run(rate: number, { from }?: {
        from?: Moment;
    }): Promise<Date>;
    /** Go back to the machine's time. Test clocks cannot. */
    follow(): Promise<Date>;
    /**
     * Move the time and run everything that falls due on the way, retries and error actions included.
     *
     * With `wait: false` the move goes on by itself and can be watched and cancelled; it has to be so where a job's target
     * or the test itself moves the same clock meanwhile. A `signal` ends a wait, and the move with it.
     *
     * @overload
     * @param {Span | {to: Moment}} how a span (`{ days: 7 }`, `'P1D'`, milliseconds), or `{ to }`
     * @param {{wait: false, signal?: AbortSignal}} options
     * @returns {Promise<Advance>}
     */
    advance(how: Span | {
        to: Moment;
    }, options: {
        wait: false;
        signal?: AbortSignal;
    }): Promise<Advance>;
    /**
     * @overload
     * @param {Span | {to: Moment}} how
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<Moved>}
     */
    advance(how: Span | {
        to: Moment;
    }, options?: {
        signal?: AbortSignal;
    } | undefined): Promise<Moved>;
    /**
     * Move to the next due moment, of one job if it is named, and run it.
     *
     * @overload
     * @param {string | undefined} job
     * @param {{wait: false, signal?: AbortSignal}} options
     * @returns {Promise<Advance>}
     */
    next(job: string | undefined, options: {
        wait: false;
        signal?: AbortSignal;
    }): Promise<Advance>;
    /**
     * @overload
     * @param {string} [job]
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<Moved>}
     */
    next(job?: string | undefined, options?: {
        signal?: AbortSignal;
    } | undefined): Promise<Moved>;
    /**
     * Return a move that was begun before, by its id.
     *
     * @param {string} id
     */
    moving(id: string): Promise<Advance>;
    #private;
}
/** A clock of a test's own, by which some subscriptions, accounts or sites live. */
export class TestClock extends Clock {
    /**
     * @param {import('./control').Control} control
     * @param {string} id
     */
    constructor(control: import("./control").Control, id: string);
    /** What it is called. */
    id: string;
    /** Take it away, and what lives by it. */
    delete(): Promise<void>;
    #private;
}
import { Advance } from "./advance";
