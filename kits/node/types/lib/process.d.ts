/**
 * How to start one. `command` is what runs the emulator, with its first arguments; without it the variable
 * AZURE_SCHEDULER_EMULATOR says it, or it is `azure-scheduler-emulator`. `settings` go over those of a test: free ports,
 * a clock that stands at 2015-07-01T00:00:00Z, certificates that all emulators of this process share. `patience` is how
 * many milliseconds it may take to be ready.
 */
export type StartOptions = {
    command?: string | readonly string[];
    settings?: import("./settings").Settings;
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    patience?: number;
};
export type Child = import("node:child_process").ChildProcessByStdio<null, import("node:net").Socket, import("node:net").Socket>;
/**
 * Start an emulator; return when both of its ports answer.
 *
 * @param {StartOptions} [options]
 * @returns {Promise<Emulator>}
 */
export function start({ command, settings, env, cwd, patience }?: StartOptions): Promise<Emulator>;
import { Emulator } from "./emulator";
