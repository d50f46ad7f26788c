/**
 * Have an emulator for the tests of this file or `describe`: started before the first, reset before each, stopped after
 * the last.
 *
 * @param {import('./lib/process').StartOptions & import('./lib/harness').Between} [options]
 */
export function useScheduler(options?: import("./lib/process").StartOptions & import("./lib/harness").Between): import(".").Emulator;
/**
 * Have a subscription and a clock of its own for each test, on an emulator that `url` or EMULATOR_URL names.
 *
 * @param {import('./lib/attach').AttachOptions & {now?: import('./lib/documents').Moment}} [options]
 */
export function useTenant(options?: import("./lib/attach").AttachOptions & {
    now?: import("./lib/documents").Moment;
}): harness.Tenancy;
import harness = require("./lib/harness");
