export = setup;
/** Start it, and say where it is; return what stops it, which vitest calls and jest does not: its exit stops it too. */
declare function setup(): Promise<() => Promise<void>>;
