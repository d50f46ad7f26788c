'use strict';
// What a test does with an emulator: time, targets, faults, verification, subscriptions, states.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { ControlError, DEFAULT_SUBSCRIPTION, START, Unmet } = require('azure-scheduler-emulator');
const { useScheduler } = require('azure-scheduler-emulator/node-test');
const { classic, every, send } = require('./support/jobs');

const scheduler = useScheduler();

describe('the clock', () => {
  test('stands at the beginning until a test moves it', async () => {
    assert.equal((await scheduler.clock.show()).mode, 'virtual');
    assert.deepEqual(await scheduler.clock.now(), new Date(START));
    assert.deepEqual(await scheduler.clock.advance({ weeks: 1, hours: 1.5 }), {
      now: new Date('2015-07-08T01:30:00Z'), executions: 0 });
    assert.equal((await scheduler.clock.advance('P1D')).now.toISOString(), '2015-07-09T01:30:00.000Z');
    assert.equal((await scheduler.clock.advance(1_500)).now.toISOString(), '2015-07-09T01:30:01.500Z');
    assert.equal((await scheduler.clock.advance({ to: new Date('2015-08-01') })).now.toISOString(), '2015-08-01T00:00:00.000Z');
  });

  test('begins anew with each test', async () => {
    assert.deepEqual(await scheduler.clock.now(), new Date(START));
  });

  test('goes to the next due moment', async () => {
    await every(scheduler, '0 0 3 * * ?', scheduler.sink().url);
    assert.deepEqual(await scheduler.clock.next(), { now: new Date('2015-07-01T03:00:00Z'), executions: 1 });
    assert.deepEqual(await scheduler.clock.set('2015-07-03T00:00:00Z'), new Date('2015-07-03T00:00:00Z'));
    assert.equal((await scheduler.executions()).length, 2);
  });

  test('follows the machine, and stands again', async () => {
    assert.ok(await scheduler.clock.follow() > new Date(START));
    assert.equal((await scheduler.clock.show()).mode, 'system');
    const stopped = await scheduler.clock.freeze();
    assert.deepEqual(await scheduler.clock.now(), stopped);
  });

  test('refuses what makes no sense, in words', async () => {
    assert.throws(() => scheduler.clock.advance({ day: 1 }), /no 'day'/);
    assert.throws(() => scheduler.clock.advance(-1), /not negative/);
    assert.throws(() => scheduler.clock.set(7), /A moment is/);
    await assert.rejects(scheduler.clock.advance('soon'), (error) => error instanceof ControlError && error.status === 400
      && /duration/.test(error.message));
  });
});

describe('targets', () => {
  test('answer what was scripted and tell what came', async () => {
    const target = scheduler.sink('my target');
    await target.answer(500, { status: 201, headers: { 'X-Made': 'yes' }, body: 'made', delay: { seconds: 1 } });
    await every(scheduler, '0 0 * * * ?', `${target.url}/in?a=b`);
    await scheduler.clock.advance({ hours: 3 });
    const calls = await target.calls();
    assert.deepEqual(calls.map(({ status }) => status), [500, 201, 201]);
    assert.equal(calls[0].path, '/in');
    assert.equal(calls[0].query, 'a=b');
    assert.equal((await target.calls({ status: 500 })).length, 1);
    assert.equal((await target.calls({ since: new Date('2015-07-01T02:30:00Z') })).length, 1);
    await target.forget();
    assert.deepEqual(await target.calls(), []);
  });

  test('have names of their own', () => {
    const [one, two] = [scheduler.sink(), scheduler.sink()];
    assert.notEqual(one.url, two.url);
  });
});

describe('faults', () => {
  test('are seen by clients', async () => {
    const id = await scheduler.faults.client({ status: 503 }, { match: { path: '/1/jobs*' }, times: 1 });
    await assert.rejects(every(scheduler, '0 0 * * * ?', scheduler.sink().url), /^Error: 503/);
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    const [rule] = await scheduler.faults.rules();
    assert.deepEqual([rule.id, rule.where, rule.applied], [id, 'api', 1]);
    await scheduler.faults.remove(id);
    assert.deepEqual(await scheduler.faults.rules(), []);
  });

  test('are met by jobs', async () => {
    await scheduler.faults.target({ delay: { minutes: 2 } }, { after: 1 });
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    await scheduler.clock.advance({ hours: 2 });
    assert.deepEqual((await scheduler.executions()).map(({ status }) => status), ['completed', 'failed']);
    await scheduler.faults.clear();
    await scheduler.clock.advance({ hours: 1 });
    assert.equal((await scheduler.executions({ status: 'completed' })).length, 2);
  });

  test('of operations are spelled', async () => {
    await scheduler.faults.client({ operation: { status: 500, holdFor: { hours: 1 }, holdPolls: 2 } });
    const [{ effect }] = await scheduler.faults.rules();
    assert.deepEqual(effect.operation, {
      status: 500, code: 'InternalError', message: effect.operation?.message, holdFor: 'PT1H', holdPolls: 2 });
  });
});

describe('verification', () => {
  test('waits for what comes', async () => {
    await scheduler.clock.follow();
    const job = { action: { type: 'http', request: { uri: scheduler.sink().url, method: 'GET' } } };
    await classic(scheduler, scheduler.subscription, 'now', job);
    const [done] = await scheduler.executions({ job: 'now', status: 'completed', count: 1, timeout: 30_000 });
    assert.equal(done.occurrence, 1);
    const put = await scheduler.requests({ method: 'PUT', path: '*/jobs/now', count: 1, timeout: '1' });
    assert.deepEqual(put.map(({ status, face }) => [status, face]), [[201, 'azure_classic']]);
  });

  test('tells the nearest misses of what does not', async () => {
    await scheduler.sink('down').answer(404);
    await every(scheduler, '0 0 * * * ?', scheduler.sink('down').url);
    await scheduler.clock.next();
    await assert.rejects(scheduler.executions({ status: 'completed', count: 1, timeout: 0 }), (error) => {
      assert.ok(error instanceof Unmet);
      assert.match(error.message, /near miss: status: wanted 'completed', found 'failed' \(job '.*', occurrence 1, .*404\)/);
      assert.deepEqual(error.nearest[0].differs, { status: { wanted: 'completed', found: 'failed' } });
      return true;
    });
    await assert.rejects(scheduler.requests({ face: 'kudu', method: 'PATCH', count: 1, timeout: 0 }), Unmet);
    await assert.rejects(scheduler.sink('none').calls({ count: 1, timeout: 0 }), /nothing else is in the journal/);
  });

  test('can be given up', async () => {
    const waiting = scheduler.executions({ count: 1, timeout: { minutes: 9 }, signal: AbortSignal.timeout(50) });
    await assert.rejects(waiting, { name: 'AbortError' });
  });

  test('refuses what no journal has', async () => {
    await assert.rejects(scheduler.executions({ jobs: 'x' }), /^ControlError: 400/);
  });
});

describe('subscriptions', () => {
  test('have certificates that node takes in either form', async () => {
    const { id, tls, pfx, ca } = scheduler.subscription;
    assert.equal(id, DEFAULT_SUBSCRIPTION);
    const ask = (options) => send(`${scheduler.httpsUrl}/${id}/cloudservices`, {
      headers: { 'x-ms-version': '2014-10-01' }, ...options });
    assert.equal((await ask(tls)).status, 200);
    assert.equal((await ask({ pfx, passphrase: '', ca })).status, 200);
    assert.equal((await ask({ agent: scheduler.agent() })).status, 200);
    assert.equal((await ask({ ca })).status, 403);
    await assert.rejects(ask({}), /certificate/);
    assert.doesNotMatch(tls.cert + tls.ca, /PRIVATE/);
  });

  test('are kept apart', async () => {
    const [one, two] = [await scheduler.register(), await scheduler.register()];
    await one.faults.target({ status: 500 });
    for (const each of [one, two]) {
      const action = { type: 'http', request: { uri: scheduler.sink(each.id).url, method: 'POST' }, retryPolicy: { retryType: 'none' } };
      await classic(scheduler, each, 'same', { startTime: '2015-07-01T01:00:00Z', action });
    }
    await scheduler.clock.advance('PT1H');
    assert.deepEqual((await one.executions()).map(({ status }) => status), ['failed']);
    assert.deepEqual((await two.executions({ job: 'same' })).map(({ status }) => status), ['completed']);
    assert.equal((await one.faults.rules()).length, 1);
    assert.equal((await two.faults.rules()).length, 0);
    await one.reset();
    assert.deepEqual([await one.executions(), await one.requests(), await scheduler.faults.rules()], [[], [], []]);
    assert.equal((await two.executions()).length, 1);
  });

  test('take a certificate that is brought along', async () => {
    const mine = (await scheduler.register()).pem;
    const other = await scheduler.register({ certificate: mine });
    const headers = { 'x-ms-version': '2014-10-01' };
    assert.equal((await send(`${scheduler.httpsUrl}/${other.id}/cloudservices`, { headers, ...other.tls })).status, 200);
  });
});

describe('jobs', () => {
  test('of every API are found, looked at and changed', async () => {
    const { jobs } = scheduler;
    const action = { type: 'http', request: { uri: scheduler.sink().url, method: 'GET' } };
    await classic(scheduler, scheduler.subscription, 'daily', { startTime: '2015-07-02T00:00:00Z', action, recurrence: { frequency: 'day' } });
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    const { total, apis } = await jobs.list({ top: 1 });
    assert.deepEqual([total, apis], [2, { azure_classic: 1, job_scheduler: 1 }]);
    const { id, words } = await jobs.named('daily', { api: 'azure' });
    assert.match(words, /day/);
    assert.equal((await jobs.get(id)).document.id, 'daily');
    assert.equal((await jobs.disable(id)).state, 'disabled');
    assert.equal((await jobs.enable(id)).state, 'enabled');
    await jobs.run(id);
    await scheduler.executions({ job: 'daily', count: 1, timeout: 20_000 });
    assert.equal((await jobs.history(id)).total, 1);
    await jobs.delete(id);
    await assert.rejects(jobs.named('daily'), /No jobs are called 'daily'/);
    const left = [];
    for await (const { api } of jobs.all()) left.push(api);
    assert.deepEqual(left, ['job_scheduler']);
  });
});

describe('events', () => {
  test('tell what changes', async () => {
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    const told = await scheduler.events({ topics: ['ran'] });
    await scheduler.clock.advance('PT2H');
    let times = 0;
    for await (const { event, data } of told) {
      assert.equal(event, 'ran');
      times += data.times;
      if (times === 2) break;
    }
    await assert.rejects(scheduler.events({ topics: ['nonsense'] }), { name: 'ControlError', status: 400 });
    const signal = AbortSignal.timeout(50);
    await assert.rejects((async () => { for await (const _ of await scheduler.events({ signal })); })(), /[Aa]bort/);
  });
});

describe('everything else', () => {
  test('a state is taken and put back', async () => {
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    const state = await scheduler.state();
    assert.equal((await scheduler.clock.advance('PT2H')).executions, 2);
    await scheduler.restore(state);
    assert.deepEqual(await scheduler.clock.now(), new Date(START));
    assert.equal((await scheduler.clock.advance('PT2H')).executions, 2);
    await scheduler.reset();
    assert.equal((await scheduler.clock.advance('PT2H')).executions, 0);
  });

  test('states are kept by name and compared', async () => {
    const { snapshots } = scheduler;
    const { name, jobs } = await snapshots.take('nothing-yet');
    assert.deepEqual([name, jobs], ['nothing-yet', 0]);
    await every(scheduler, '0 0 * * * ?', scheduler.sink().url);
    await snapshots.take('one-job');
    assert.equal((await snapshots.diff('nothing-yet')).parts.jobs.added.length, 1);
    assert.equal((await snapshots.diff('one-job', { to: 'nothing-yet' })).parts.jobs.removed.length, 1);
    await snapshots.restore('nothing-yet');
    assert.equal((await snapshots.diff('nothing-yet')).same, true);
    await scheduler.restore(await snapshots.get('one-job'));
    assert.equal((await scheduler.clock.advance('PT1H')).executions, 1);
    for (const each of await snapshots.list()) await snapshots.delete(each.name);
    assert.deepEqual(await snapshots.list(), []);
  });

  test('a preview says when a job fires', async () => {
    const action = { type: 'http', request: { uri: scheduler.sink().url, method: 'GET' } };
    const recurrence = { frequency: 'day' };
    await classic(scheduler, scheduler.subscription, 'daily', { startTime: '2015-07-02T00:00:00Z', action, recurrence });
    const [preview] = await scheduler.preview('daily', { n: 2 });
    assert.deepEqual(preview.next, ['2015-07-02T00:00:00Z', '2015-07-03T00:00:00Z']);
  });

  test('its health is told', async () => {
    assert.equal((await scheduler.health()).status, 'ok');
  });

  test('what has no method is called by its path', async () => {
    assert.match(await scheduler.control.call('GET', '/metrics'), /# TYPE/);
    await assert.rejects(scheduler.control.call('GET', '/nowhere'), { name: 'ControlError', status: 404 });
  });
});
