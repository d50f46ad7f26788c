'use strict';

module.exports = { rootDir: __dirname, testMatch: ['<rootDir>/*.test.js'], haste: { enableSymlinks: false }, watchman: false };
