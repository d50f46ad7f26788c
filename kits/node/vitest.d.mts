import type { AttachOptions, Emulator, Moment, StartOptions } from './index.mjs';
import type { Between, Tenancy } from './types/lib/harness.js';

/** Have an emulator for the tests of this file or `describe`: started before the first, reset before each. */
export declare const useScheduler: (options?: StartOptions & Between) => Emulator;

/** Have a subscription and a clock of its own for each test, on an emulator that all files share. */
export declare const useTenant: (options?: AttachOptions & { now?: Moment }) => Tenancy;
