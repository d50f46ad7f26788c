/** A target inside the emulator. */
export class Sink {
    /**
     * @param {import('./control').Control} control
     * @param {string} name
     * @param {string} base where jobs find the control API: in a container that is not where tests do
     */
    constructor(control: import("./control").Control, name: string, base?: string);
    /** What it is called. */
    name: string;
    /** The address for jobs to call; anything may follow it after a slash. */
    url: string;
    /**
     * Script the answers in turn, the last of which repeats: `answer(500, 500, 200)`. Without a script it is 200.
     *
     * @param {...import('./documents').Answer} answers
     */
    answer(...answers: import("./documents").Answer[]): Promise<void>;
    /**
     * Return what came, oldest first; with `count` and `timeout` wait for it.
     *
     * @param {import('./documents').CallsWanted} [wanted]
     * @returns {Promise<import('./documents').Call[]>}
     * @throws {import('./errors').Unmet} too few came in time; its text tells the nearest misses
     */
    calls({ signal, ...wanted }?: import("./documents").CallsWanted): Promise<import("./documents").Call[]>;
    /** Forget what came, and the script. */
    forget(): Promise<void>;
    #private;
}
