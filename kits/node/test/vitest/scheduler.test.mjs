// The kit in vitest, and as modules for `import`.

import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { START, Unmet } from 'azure-scheduler-emulator';
import { useScheduler } from 'azure-scheduler-emulator/vitest';
import jobs from '../support/jobs.js';

const scheduler = useScheduler({ settings: { clock: '2016-02-28T00:00:00Z' } });

test('time moves', async () => {
  const target = scheduler.sink();
  await jobs.every(scheduler, '0 0 3 * * ?', target.url);
  expect(await scheduler.clock.advance({ days: 2 })).toEqual({ now: new Date('2016-03-01'), executions: 2 });
  await expect(target.calls({ count: 3, timeout: 0 })).rejects.toThrow(Unmet);
});

test('each test begins anew', async () => {
  expect(await scheduler.clock.now()).toEqual(new Date('2016-02-28'));
  expect(await scheduler.executions()).toEqual([]);
});

test('under fake timers it answers all the same', async () => {
  vi.useFakeTimers();
  await jobs.every(scheduler, '0 0 3 * * ?', scheduler.sink().url);
  expect((await scheduler.clock.advance('P1D')).executions).toBe(1);
  vi.useRealTimers();
});

test('classes are the same for import and for require', () => {
  const required = createRequire(import.meta.url)('azure-scheduler-emulator');
  expect(required.Unmet).toBe(Unmet);
  expect(required.START).toBe(START);
});
