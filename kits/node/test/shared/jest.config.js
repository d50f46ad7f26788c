'use strict';
// One emulator for several files, which jest runs in several processes at the same time.

module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.test.js'],
  globalSetup: 'azure-scheduler-emulator/server',
  maxWorkers: 2,
  watchman: false,
};
