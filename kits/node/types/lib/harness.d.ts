/**
 * What a runner of tests offers.
 */
export type Hooks = {
    beforeAll: Hook;
    beforeEach: Hook;
    afterEach: Hook;
    afterAll: Hook;
};
export type Hook = (run: () => Promise<void>, patience: number) => void;
/**
 * `reset: false` leaves the emulator between two tests as it is; `trust: true` has all of this process trust it, for
 * clients that cannot be told an authority.
 */
export type Between = {
    reset?: boolean;
    trust?: boolean;
};
/**
 * A subscription of a test's own on a shared emulator, and a clock by which it lives.
 */
export type Tenancy = {
    emulator: import("./emulator").Emulator;
    subscription: import("./subscription").Subscription;
    clock: import("./clock").TestClock;
    faults: import("./faults").Faults;
    sink: (name?: string) => import("./sink").Sink;
};
/**
 * What a runner of tests offers. @typedef {{beforeAll: Hook, beforeEach: Hook, afterEach: Hook, afterAll: Hook}} Hooks
 */
/** @typedef {(run: () => Promise<void>, patience: number) => void} Hook */
/**
 * `reset: false` leaves the emulator between two tests as it is; `trust: true` has all of this process trust it, for
 * clients that cannot be told an authority.
 *
 * @typedef {{reset?: boolean, trust?: boolean}} Between
 */
/**
 * Have an emulator for the tests of a file (or of a `describe`): started before the first, reset before each, stopped
 * after the last.
 *
 * @param {Hooks} hooks
 * @param {import('./process').StartOptions & Between} options
 * @returns {import('./emulator').Emulator}
 */
export function useScheduler(hooks: Hooks, { reset, trust, ...options }: import("./process").StartOptions & Between): import("./emulator").Emulator;
/**
 * A subscription of a test's own on a shared emulator, and a clock by which it lives.
 *
 * @typedef {{emulator: import('./emulator').Emulator, subscription: import('./subscription').Subscription,
 *   clock: import('./clock').TestClock, faults: import('./faults').Faults,
 *   sink: (name?: string) => import('./sink').Sink}} Tenancy
 */
/**
 * Have a subscription and a clock of its own for each test, on an emulator that all files share (server.js): nobody's
 * time, jobs, faults or targets disturb anybody.
 *
 * @param {Hooks} hooks
 * @param {import('./attach').AttachOptions & {now?: import('./documents').Moment}} options
 * @returns {Tenancy}
 */
export function useTenant(hooks: Hooks, { now, ...options }: import("./attach").AttachOptions & {
    now?: import("./documents").Moment;
}): Tenancy;
