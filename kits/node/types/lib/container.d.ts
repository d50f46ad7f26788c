/**
 * How to start one. `docker` is the command, `patience` how many milliseconds it may take until the emulator answers.
 */
export type ContainerOptions = {
    image?: string;
    docker?: string;
    settings?: import("./settings").Settings;
    patience?: number;
};
/**
 * How to start one. `docker` is the command, `patience` how many milliseconds it may take until the emulator answers.
 *
 * @typedef {{image?: string, docker?: string, settings?: import('./settings').Settings, patience?: number}}
 *   ContainerOptions
 */
/**
 * Start a container that runs the emulator; return when it answers. Settings are those of the image and yours.
 *
 * @param {ContainerOptions} [options]
 * @returns {Promise<Emulator>}
 */
export function startContainer({ image, docker, settings, patience }?: ContainerOptions): Promise<Emulator>;
/**
 * Wait until an emulator answers, and meet it.
 *
 * @param {import('./emulator').Place} place
 * @param {number} patience
 */
export function answering(place: import("./emulator").Place, patience: number): Promise<Emulator>;
export const IMAGE: "azure-scheduler-emulator";
export const HTTPS: 8443;
export const HTTP: 8080;
/** Where jobs in the container find the control API, and so their sinks. */
export const INSIDE: "http://127.0.0.1:8080/_emulator";
import { Emulator } from "./emulator";
