/**
 * A setting by its name, `httpsPort` or `https_port`; a list may be an array, and a setting that is undefined, null or
 * empty is left at its default.
 */
export type Settings = Record<string, string | number | boolean | Date | readonly string[] | null | undefined>;
/** Where the clock of a test stands unless it says otherwise: a Wednesday in the service's days. */
export const START: "2015-07-01T00:00:00Z";
/** What the Seed Scheduler's staff user is known by in tests. */
export const SEED_TOKEN: "0123456789abcdef0123456789abcdef01234567";
/**
 * A setting by its name, `httpsPort` or `https_port`; a list may be an array, and a setting that is undefined, null or
 * empty is left at its default.
 *
 * @typedef {Record<string, string | number | boolean | Date | readonly string[] | null | undefined>} Settings
 */
/**
 * Return the variables of some settings.
 *
 * @param {Settings} settings
 * @returns {Record<string, string>}
 */
export function variables(settings: Settings): Record<string, string>;
/**
 * Return an environment without the settings in it: those of a test are its own.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function without(environment: NodeJS.ProcessEnv): {
    [k: string]: string | undefined;
};
