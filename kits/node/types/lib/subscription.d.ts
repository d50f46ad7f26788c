/**
 * What `https.request`, `https.Agent` and `tls.connect` take.
 */
export type Tls = {
    key: string;
    cert: string;
    ca: string;
};
/** What `https.request`, `https.Agent` and `tls.connect` take. @typedef {{key: string, cert: string, ca: string}} Tls */
/** A registered subscription with a management certificate that is good for it. */
export class Subscription {
    /**
     * @param {import('./control').Control} control
     * @param {{id: string, pem: string, ca: string, pfx?: Buffer}} given
     */
    constructor(control: import("./control").Control, { id, pem, ca, pfx }: {
        id: string;
        pem: string;
        ca: string;
        pfx?: Buffer;
    });
    /** Its GUID. */
    id: string;
    /** The management certificate with its key, PEM; of one that was brought along it is what was brought. */
    pem: string;
    /** The same as PKCS #12 without a password, if the emulator made it. */
    pfx: Buffer<ArrayBufferLike> | undefined;
    /** The authority to trust, PEM. */
    ca: string;
    /** What goes wrong for this subscription alone. */
    faults: Faults;
    /**
     * The management certificate and the authority, as options for TLS.
     *
     * @returns {Tls}
     */
    get tls(): Tls;
    /**
     * Return an agent that trusts the emulator and shows the management certificate.
     *
     * @param {import('node:https').AgentOptions} [options]
     */
    agent(options?: import("node:https").AgentOptions): https.Agent;
    /**
     * Return the calls that its jobs made; with `count` and `timeout` wait for them.
     *
     * @param {import('./documents').ExecutionsWanted} [wanted]
     * @returns {Promise<import('./documents').Execution[]>}
     * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
     */
    executions({ signal, ...wanted }?: import("./documents").ExecutionsWanted): Promise<import("./documents").Execution[]>;
    /**
     * Return the requests that the emulated APIs got for it; with `count` and `timeout` wait for them.
     *
     * @param {import('./documents').RequestsWanted} [wanted]
     * @returns {Promise<import('./documents').ApiRequest[]>}
     * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
     */
    requests({ signal, ...wanted }?: import("./documents").RequestsWanted): Promise<import("./documents").ApiRequest[]>;
    /** Forget its jobs with their calls, its faults and its requests; it stays registered, and time goes on. */
    reset(): Promise<void>;
    #private;
}
import { Faults } from "./faults";
import https = require("node:https");
