export type JobsWanted = import("./documents").JobsWanted;
export type Job = import("./documents").Job;
export type JobDetail = import("./documents").JobDetail;
/** @typedef {import('./documents').JobsWanted} JobsWanted */
/** @typedef {import('./documents').Job} Job */
/** @typedef {import('./documents').JobDetail} JobDetail */
/** The jobs of one emulator. */
export class Jobs {
    /** @param {import('./control').Control} control */
    constructor(control: import("./control").Control);
    /**
     * Return a page of jobs, and how many there are.
     *
     * @param {JobsWanted & import('./documents').Page} [wanted]
     * @returns {Promise<import('./documents').JobsPage>}
     */
    list(wanted?: JobsWanted & import("./documents").Page): Promise<import("./documents").JobsPage>;
    /**
     * Return all jobs that fit, page after page: `for await (const job of emulator.jobs.all({ api: 'azure' }))`.
     *
     * @param {JobsWanted} [wanted]
     * @returns {AsyncGenerator<Job, void, void>}
     */
    all(wanted?: JobsWanted): AsyncGenerator<Job, void, void>;
    /**
     * Return the one job of a name.
     *
     * @param {string} name
     * @param {Omit<JobsWanted, 'q'>} [wanted] where several have it
     * @returns {Promise<Job>}
     * @throws {Error} there is none, or more than one
     */
    named(name: string, wanted?: Omit<JobsWanted, "q">): Promise<Job>;
    /**
     * Return a job with its document in the words of an API: of the one that made it, unless `as` names another.
     *
     * @param {string} id
     * @param {{as?: string}} [options]
     * @returns {Promise<JobDetail>}
     */
    get(id: string, options?: {
        as?: string;
    }): Promise<JobDetail>;
    /**
     * Return what became of its occurrences, newest first.
     *
     * @param {string} id
     * @param {{status?: string, top?: number, skip?: number}} [options]
     * @returns {Promise<import('./documents').HistoryPage>}
     */
    history(id: string, options?: {
        status?: string;
        top?: number;
        skip?: number;
    }): Promise<import("./documents").HistoryPage>;
    /**
     * Have it fire now, beside its schedule; the call is made after this.
     *
     * @param {string} id
     * @returns {Promise<JobDetail>}
     */
    run(id: string): Promise<JobDetail>;
    /**
     * @param {string} id
     * @returns {Promise<JobDetail>}
     */
    enable(id: string): Promise<JobDetail>;
    /**
     * @param {string} id
     * @returns {Promise<JobDetail>}
     */
    disable(id: string): Promise<JobDetail>;
    /**
     * Delete it with its history.
     *
     * @param {string} id
     */
    delete(id: string): Promise<void>;
    #private;
}
