/**
 * Where an emulator is. `inside` is where its own jobs find its control API, if that is elsewhere; `pem` and `pfx` the
 * management certificate of the default subscription, if its files can be read from here.
 */
export type Place = {
    httpUrl: string;
    httpsUrl: string;
    token?: string;
    inside?: string;
    pem?: string;
    pfx?: Buffer;
    stop?: () => Promise<void>;
    logs?: () => string | Promise<string>;
};
/**
 * Where an emulator is. `inside` is where its own jobs find its control API, if that is elsewhere; `pem` and `pfx` the
 * management certificate of the default subscription, if its files can be read from here.
 *
 * @typedef {{httpUrl: string, httpsUrl: string, token?: string, inside?: string, pem?: string, pfx?: Buffer,
 *   stop?: () => Promise<void>, logs?: () => string | Promise<string>}} Place
 */
/** A running emulator. */
export class Emulator {
    /**
     * Meet the emulator at a place.
     *
     * @param {Place} place
     */
    static at(place: Place): Promise<Emulator>;
    /**
     * @param {Place} place
     * @param {Control} control
     * @param {Subscription} subscription
     * @param {boolean} issued whether the certificate was made for us, and is forgotten by a reset
     */
    constructor(place: Place, control: Control, subscription: Subscription, issued: boolean);
    /** The plain listener: sibling APIs, Resource Manager, and the control API. */
    httpUrl: string;
    /** The listener with mutual TLS: every API. */
    httpsUrl: string;
    /** Host and port of the TLS listener. */
    host: string;
    /** The control API, for what has no method here. */
    control: Control;
    /** Everybody's time. */
    clock: Clock;
    /** What goes wrong on purpose. */
    faults: Faults;
    /** The jobs of every API. */
    jobs: Jobs;
    /** States that it keeps by name. */
    snapshots: Snapshots;
    /** The subscription that is there from the start, with the certificate that is good for it. */
    get subscription(): Subscription;
    /** Key, certificate and authority of that subscription: options for `https.request`, `https.Agent`, `tls.connect`. */
    get tls(): import("./subscription").Tls;
    /**
     * Return an agent that trusts the emulator and shows the management certificate.
     *
     * @param {import('node:https').AgentOptions} [options]
     */
    agent(options?: import("node:https").AgentOptions): import("https").Agent;
    /**
     * Have all of this process trust the emulator, for clients that cannot be told an authority; return what ends it.
     * It ends with the emulator.
     */
    trust(): () => void;
    /**
     * Register a subscription, for a test of its own. Without a certificate one is issued.
     *
     * @param {{id?: string, certificate?: string}} [given] PEM, with the key if `tls` is to have it
     */
    register(given?: {
        id?: string;
        certificate?: string;
    }): Promise<Subscription>;
    /**
     * Make a clock of a test's own, by which the named subscriptions, accounts, sites or APIs live.
     *
     * @param {import('./documents').TestClockOptions} options
     */
    testClock({ now, expires, ...whose }: import("./documents").TestClockOptions): Promise<TestClock>;
    /** List the clocks of tests. */
    testClocks(): Promise<TestClock[]>;
    /**
     * Return a target inside the emulator for jobs to call; a name is made unless one is given.
     *
     * @param {string} [name]
     */
    sink(name?: string): Sink;
    /**
     * Return the calls that jobs made; with `count` and `timeout` wait for them.
     *
     * @param {import('./documents').ExecutionsWanted} [wanted]
     * @returns {Promise<import('./documents').Execution[]>}
     * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
     */
    executions({ signal, ...wanted }?: import("./documents").ExecutionsWanted): Promise<import("./documents").Execution[]>;
    /**
     * Return the requests that the emulated APIs got; with `count` and `timeout` wait for them.
     *
     * @param {import('./documents').RequestsWanted} [wanted]
     * @returns {Promise<import('./documents').ApiRequest[]>}
     * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
     */
    requests({ signal, ...wanted }?: import("./documents").RequestsWanted): Promise<import("./documents").ApiRequest[]>;
    /**
     * Tell what changes from now on, as it happens, of some topics or of all: `for await (const { event, data } of ...)`.
     * It goes on until it is left, the signal ends it, or the emulator stops.
     *
     * @param {{topics?: readonly string[], signal?: AbortSignal}} [options]
     */
    events({ topics, signal }?: {
        topics?: readonly string[];
        signal?: AbortSignal;
    }): Promise<AsyncGenerator<import("./events").Event, void, void>>;
    /**
     * Tell the next times of the jobs of a name, or with `past` why they did not fire then.
     *
     * @param {string} job
     * @param {{n?: number, past?: import('./documents').Moment, subscription?: string, face?: string}} [options]
     * @returns {Promise<import('./documents').Preview[]>}
     */
    preview(job: string, options?: {
        n?: number;
        past?: import("./documents").Moment;
        subscription?: string;
        face?: string;
    }): Promise<import("./documents").Preview[]>;
    /**
     * Tell how it is.
     *
     * @returns {Promise<import('./documents').Health>}
     */
    health(): Promise<import("./documents").Health>;
    /**
     * Return everything that is stored as one document. Secrets are in it.
     *
     * @returns {Promise<import('./documents').State>}
     */
    state(): Promise<import("./documents").State>;
    /**
     * Put back what `state` returned.
     *
     * @param {import('./documents').State} state
     */
    restore(state: import("./documents").State): Promise<void>;
    /** Forget everything but settings and certificates; the clock is as at the start. */
    reset(): Promise<void>;
    /** Return what it has written to its log, as far as it is kept. */
    logs(): Promise<string>;
    /** Stop it, if it was started from here. */
    stop(): Promise<void>;
    /** Stop it at the end of an `await using`, where node or TypeScript has that. */
    [Symbol.asyncDispose](): Promise<void>;
    #private;
}
/** The subscription that is there from the start. */
export const DEFAULT_SUBSCRIPTION: "00000000-0000-0000-0000-000000000000";
import { Control } from "./control";
import { Clock } from "./clock";
import { Faults } from "./faults";
import { Jobs } from "./jobs";
import { Snapshots } from "./snapshots";
import { Subscription } from "./subscription";
import { TestClock } from "./clock";
import { Sink } from "./sink";
