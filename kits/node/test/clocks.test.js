'use strict';
// Moves that nobody waits for, and clocks of a test's own.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Advance, Halted, START } = require('azure-scheduler-emulator');
const { useScheduler } = require('azure-scheduler-emulator/node-test');
const { classic, every } = require('./support/jobs');

const scheduler = useScheduler();

describe('a move that nobody waits for', () => {
  test('tells how far it is, and ends', async () => {
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    const advance = await scheduler.clock.advance({ days: 10 }, { wait: false });
    assert.ok(advance instanceof Advance);
    const seen = [];
    for await (const { state, executions } of advance.progress()) seen.push({ state, executions, part: advance.fraction });
    assert.deepEqual(seen.at(-1), { state: 'done', executions: 240, part: 1 });
    for (const [at, { part }] of seen.entries()) assert.ok(part >= 0 && part <= 1 && part >= (seen[at - 1]?.part ?? 0));
    assert.deepEqual(await advance.done(), { now: new Date('2015-07-11'), executions: 240 });
    assert.equal((await scheduler.clock.moving(advance.id)).document.executions, 240);
  });

  test('can be cancelled, and says so', async () => {
    await every(scheduler, '0 0/10 * * * ?', scheduler.sink().url);
    const advance = await scheduler.clock.advance({ to: '2025-01-01' }, { wait: false });
    const waiting = assert.rejects(advance.done(), (error) => {
      assert.ok(error instanceof Halted);
      assert.match(error.message, /was cancelled.* The clock is at 2015-/);
      return true;
    });
    const stopped = await (await scheduler.clock.moving(advance.id)).cancel();
    assert.equal(stopped.state, 'cancelled');
    await waiting;
    assert.ok(!advance.underWay && advance.fraction < 1);
    assert.deepEqual(await scheduler.clock.now(), new Date(stopped.now));
  });

  test('ends with the patience of who waits for it', async () => {
    await every(scheduler, '0 0/10 * * * ?', scheduler.sink().url);
    const giving = new AbortController();
    const waiting = scheduler.clock.advance({ to: '2025-01-01' }, { signal: giving.signal });
    await scheduler.executions({ count: 1, timeout: 20_000 });
    giving.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    const [{ id }] = await scheduler.control.call('GET', '/clock/advances');
    await assert.rejects((await scheduler.clock.moving(id)).done(), /was cancelled: Who asked/);
  });

  test('adds up with the next one', async () => {
    const moves = await Promise.all([1, 2].map((days) => scheduler.clock.advance({ days }, { wait: false })));
    for (const move of moves) await move.done();
    assert.deepEqual(await scheduler.clock.now(), new Date('2015-07-04'));
    assert.equal((await scheduler.clock.next(undefined, { wait: false })).id.length > 0, true);
  });

  test('is refused in words', async () => {
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    await assert.rejects(scheduler.clock.advance({ to: '2014-01-01' }), (error) => {
      assert.equal(error.status, 409);
      assert.equal(error.problem.refused.now, START);
      return true;
    });
  });
});

test('time runs at a rate, until it is to stand', async () => {
  await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
  await scheduler.clock.run(36_000, { from: '2015-07-02' });
  assert.equal((await scheduler.clock.show()).rate, 36_000);
  await scheduler.executions({ since: '2015-07-02T01:00:00Z', count: 2, timeout: 20_000 });
  const stopped = await scheduler.clock.freeze();
  assert.ok(stopped > new Date('2015-07-02T02:00:00Z'));
  assert.deepEqual(await scheduler.clock.now(), stopped);
});

describe('a clock of a test of its own', () => {
  test('moves what lives by it, and nothing else', async () => {
    const [mine, other] = [await scheduler.register(), await scheduler.register()];
    const clock = await scheduler.testClock({ now: new Date('2016-02-28'), subscriptions: [mine.id], expires: { hours: 2 } });
    for (const each of [mine, other]) {
      const action = { type: 'http', request: { uri: scheduler.sink(each.id).url, method: 'GET' } };
      await classic(scheduler, each, 'daily', { action, recurrence: { frequency: 'day' }, startTime: '2016-02-28T03:00:00Z' });
    }
    assert.deepEqual(await clock.advance({ days: 2 }), { now: new Date('2016-03-01'), executions: 2 });
    assert.equal((await scheduler.sink(mine.id).calls()).length, 2);
    assert.equal((await scheduler.sink(other.id).calls()).length, 0);
    assert.deepEqual(await scheduler.clock.now(), new Date(START));
    assert.deepEqual((await clock.next()).now, new Date('2016-03-01T03:00:00Z'));
    const move = await clock.advance('P1D', { wait: false });
    assert.equal((await move.done()).executions, 1);
    assert.deepEqual((await scheduler.testClocks()).map(({ id }) => id), [clock.id]);
    await clock.delete();
    assert.deepEqual(await scheduler.testClocks(), []);
    await assert.rejects(clock.now(), { status: 404 });
  });

  test('refuses a subscription that has jobs', async () => {
    const action = { type: 'http', request: { uri: scheduler.sink().url, method: 'GET' } };
    await classic(scheduler, scheduler.subscription, 'daily', { action, startTime: '2016-02-28T03:00:00Z' });
    await assert.rejects(scheduler.testClock({ now: START, subscriptions: [scheduler.subscription.id] }), { status: 409 });
  });
});
