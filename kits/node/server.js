'use strict';
// One emulator for all files of a run: `globalSetup: 'azure-scheduler-emulator/server'` of jest and of vitest. Files
// attach to it by `useTenant()`, since their processes inherit where it is. It ends with the run.

const { start } = require('./lib/process');

/** Start it, and say where it is; return what stops it, which vitest calls and jest does not: its exit stops it too. */
async function setup() {
  const emulator = await start();
  const { EMULATOR_URL, SCHEDULER_HTTPS_URL } = process.env;
  const before = { EMULATOR_URL, SCHEDULER_HTTPS_URL };
  Object.assign(process.env, { EMULATOR_URL: emulator.httpUrl, SCHEDULER_HTTPS_URL: emulator.httpsUrl });
  return async () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await emulator.stop();
  };
}

module.exports = setup;
