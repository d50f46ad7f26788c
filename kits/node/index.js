'use strict';
// The kit: an emulator of the Azure Scheduler in tests that run on node. See README.md.

const { Advance } = require('./lib/advance');
const { attach } = require('./lib/attach');
const { Clock, TestClock } = require('./lib/clock');
const { startContainer } = require('./lib/container');
const { Control } = require('./lib/control');
const { DEFAULT_SUBSCRIPTION, Emulator } = require('./lib/emulator');
const { ControlError, Halted, Unmet } = require('./lib/errors');
const { Faults } = require('./lib/faults');
const { Jobs } = require('./lib/jobs');
const { start } = require('./lib/process');
const { SEED_TOKEN, START } = require('./lib/settings');
const { Sink } = require('./lib/sink');
const { Snapshots } = require('./lib/snapshots');
const { Subscription } = require('./lib/subscription');

// The documents by their names, for annotations.
/** @typedef {import('./lib/documents').Moment} Moment */
/** @typedef {import('./lib/documents').Span} Span */
/** @typedef {import('./lib/documents').ClockDocument} ClockDocument */
/** @typedef {import('./lib/documents').Moved} Moved */
/** @typedef {import('./lib/documents').AdvanceDocument} AdvanceDocument */
/** @typedef {import('./lib/documents').TestClockOptions} TestClockOptions */
/** @typedef {import('./lib/documents').Health} Health */
/** @typedef {import('./lib/documents').ExecutionsWanted} ExecutionsWanted */
/** @typedef {import('./lib/documents').RequestsWanted} RequestsWanted */
/** @typedef {import('./lib/documents').CallsWanted} CallsWanted */
/** @typedef {import('./lib/documents').Execution} Execution */
/** @typedef {import('./lib/documents').ApiRequest} ApiRequest */
/** @typedef {import('./lib/documents').Call} Call */
/** @typedef {import('./lib/documents').Answer} Answer */
/** @typedef {import('./lib/documents').FaultMatch} FaultMatch */
/** @typedef {import('./lib/documents').FaultOften} FaultOften */
/** @typedef {import('./lib/documents').FaultRule} FaultRule */
/** @typedef {import('./lib/documents').ClientEffect} ClientEffect */
/** @typedef {import('./lib/documents').TargetEffect} TargetEffect */
/** @typedef {import('./lib/documents').NearMiss} NearMiss */
/** @typedef {import('./lib/documents').Preview} Preview */
/** @typedef {import('./lib/documents').State} State */
/** @typedef {import('./lib/documents').Snapshot} Snapshot */
/** @typedef {import('./lib/documents').Difference} Difference */
/** @typedef {import('./lib/documents').JobsWanted} JobsWanted */
/** @typedef {import('./lib/documents').Job} Job */
/** @typedef {import('./lib/documents').JobDetail} JobDetail */
/** @typedef {import('./lib/documents').JobsPage} JobsPage */
/** @typedef {import('./lib/documents').HistoryPage} HistoryPage */
/** @typedef {import('./lib/process').StartOptions} StartOptions */
/** @typedef {import('./lib/container').ContainerOptions} ContainerOptions */
/** @typedef {import('./lib/attach').AttachOptions} AttachOptions */
/** @typedef {import('./lib/settings').Settings} Settings */
/** @typedef {import('./lib/subscription').Tls} Tls */

module.exports = {
  start,
  startContainer,
  attach,
  Emulator,
  Subscription,
  Clock,
  TestClock,
  Advance,
  Faults,
  Jobs,
  Sink,
  Snapshots,
  Control,
  ControlError,
  Unmet,
  Halted,
  DEFAULT_SUBSCRIPTION,
  SEED_TOKEN,
  START,
};
