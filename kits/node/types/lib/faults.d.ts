export type FaultOften = import("./documents").FaultOften;
/** @typedef {import('./documents').FaultOften} FaultOften */
/** The faults of one emulator, or of one subscription in it. */
export class Faults {
    /**
     * @param {import('./control').Control} control
     * @param {string} [subscription] whose faults these are; everybody's without
     */
    constructor(control: import("./control").Control, subscription?: string);
    /**
     * Set a fault that clients see; return its id.
     *
     * @param {import('./documents').ClientEffect} effect
     * @param {FaultOften} [often]
     */
    client(effect: import("./documents").ClientEffect, often?: FaultOften): Promise<string>;
    /**
     * Set a fault that jobs meet at their targets; return its id.
     *
     * @param {import('./documents').TargetEffect} effect
     * @param {FaultOften} [often]
     */
    target(effect: import("./documents").TargetEffect, often?: FaultOften): Promise<string>;
    /**
     * Return the rules in force, with how often each has applied.
     *
     * @returns {Promise<import('./documents').FaultRule[]>}
     */
    rules(): Promise<import("./documents").FaultRule[]>;
    /**
     * Take one rule away.
     *
     * @param {string} id
     */
    remove(id: string): Promise<void>;
    /** Take every rule away. */
    clear(): Promise<void>;
    #private;
}
