'use strict';
// A story that would go wrong if somebody else's time, jobs, faults or targets were in it.

const assert = require('node:assert/strict');
const { classic } = require('../support/jobs');

/** Tell it with the things of one test; `days` are another number in each. */
async function tell({ emulator, subscription, clock, faults, sink }, days) {
  const target = sink();
  const action = { type: 'http', request: { uri: target.url, method: 'GET' }, retryPolicy: { retryType: 'none' } };
  await classic(emulator, subscription, 'daily', { action, recurrence: { frequency: 'day' }, startTime: '2015-07-01T03:00:00Z' });
  await faults.target({ status: 500 }, { after: days - 1 });
  assert.deepEqual((await clock.advance({ days })).executions, days);
  assert.equal((await target.calls()).length, days - 1);
  assert.equal((await subscription.executions({ status: 'failed' })).length, 1);
  assert.equal((await faults.rules()).length, 1);
}

module.exports = { tell };
