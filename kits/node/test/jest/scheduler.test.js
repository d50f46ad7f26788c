'use strict';
// The kit in jest, whose tests run in a realm of their own, perhaps under fake timers.

const { Unmet } = require('azure-scheduler-emulator');
const { useScheduler } = require('azure-scheduler-emulator/jest');
const { every } = require('../support/jobs');

const scheduler = useScheduler();

test('time moves', async () => {
  const target = scheduler.sink();
  await every(scheduler, '0 0 3 * * ?', target.url);
  await expect(scheduler.clock.advance({ days: 7 })).resolves.toEqual({
    now: new Date('2015-07-08T00:00:00Z'), executions: 7 });
  await expect(target.calls()).resolves.toHaveLength(7);
  await expect(target.calls({ count: 8, timeout: 0 })).rejects.toThrow(Unmet);
});

test('each test begins anew, and a Date of this realm is one', async () => {
  await expect(scheduler.executions()).resolves.toEqual([]);
  await expect(scheduler.clock.set(new Date('2015-08-01'))).resolves.toEqual(new Date('2015-08-01'));
  await expect(scheduler.executions({ since: new Date('2015-07-01') })).resolves.toEqual([]);
});

describe('under fake timers', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test('it answers all the same', async () => {
    await every(scheduler, '0 0 3 * * ?', scheduler.sink().url);
    await expect(scheduler.clock.advance('P1D')).resolves.toMatchObject({ executions: 1 });
  });
});

test('who asks too early, or prints it, is told', () => {
  let early;
  expect(() => { const { clock } = early ?? useLate(); return clock; }).toThrow(/ask for 'clock' in one/);
  expect(`${Object.prototype.toString.call(scheduler)}`).toBe('[object Object]');
});

/** An emulator whose hooks never run. */
function useLate() {
  const hooks = Object.fromEntries(['beforeAll', 'beforeEach', 'afterEach', 'afterAll'].map((name) => [name, () => {}]));
  return require('../../lib/harness').useScheduler(hooks, {});
}
