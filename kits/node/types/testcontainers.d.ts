/** A container that is to run the emulator: `await new SchedulerContainer().withSettings({ clock: START }).start()`. */
export class SchedulerContainer extends GenericContainer {
    /** @param {string} [image] */
    constructor(image?: string);
    /**
     * Set settings by the names that docs/settings.md has: `{ clock: '2015-07-01', pace: 'recorded' }`.
     *
     * @param {import('./lib/settings').Settings} settings
     */
    withSettings(settings: import("./lib/settings").Settings): this;
    /** Where docker is on another machine, its name is one that the emulator has to answer to. @override */
    override beforeContainerCreated(): Promise<void>;
    /** Start it; return when the emulator answers. @override */
    override start(): Promise<StartedSchedulerContainer>;
}
/** A container that runs the emulator. */
export class StartedSchedulerContainer extends AbstractStartedContainer {
    /**
     * @param {import('testcontainers').StartedTestContainer} started
     * @param {import('./lib/emulator').Emulator} emulator
     */
    constructor(started: import("testcontainers").StartedTestContainer, emulator: import("./lib/emulator").Emulator);
    /** What runs in it: clock, targets, faults, verification. */
    emulator: import("./lib/emulator").Emulator;
}
import { GenericContainer } from "testcontainers";
import { AbstractStartedContainer } from "testcontainers";
