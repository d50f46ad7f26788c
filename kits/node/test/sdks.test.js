'use strict';
// The unmodified SDKs for node against an emulator that the kit starts, moves and watches.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { promisify } = require('node:util');
const { useScheduler } = require('azure-scheduler-emulator/node-test');
const { send } = require('./support/jobs');

/** Return the packages, or undefined where they are not installed. */
function packages(...names) {
  try {
    return names.map((name) => require(name));
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

const call = (object, name, ...args) => promisify(object[name].bind(object))(...args);
const credentials = 'mysite:p@ss';
const kudu = require('node:fs').mkdtempSync(`${require('node:os').tmpdir()}/kit-kudu-`);
process.on('exit', () => require('node:fs').rmSync(kudu, { recursive: true, force: true }));
// None of them can be told an authority.
const scheduler = useScheduler({ trust: true, settings: { kudu, kuduCredentials: credentials } });

const asm = packages('azure-asm-scheduler', 'azure-scheduler');
describe('azure-asm-scheduler and azure-scheduler', { skip: !asm && 'not installed: make node' }, () => {
  test('a job is made, fires, fails and is seen', async () => {
    const [management, jobs] = asm;
    const { id: subscriptionId, pem } = scheduler.subscription;
    const given = () => management.createCertificateCloudCredentials({ subscriptionId, pem });
    const services = management.createCloudServiceManagementClient(given(), scheduler.httpsUrl);
    const collections = management.createSchedulerManagementClient(given(), scheduler.httpsUrl);
    for (const each of [services, collections]) {
      each.longRunningOperationInitialTimeout = each.longRunningOperationRetryTimeout = 0;
    }
    await call(services.cloudServices, 'create', 'cs', { label: 'l', description: 'd', geoRegion: 'West US' });
    await call(collections.jobCollections, 'create', 'cs', 'jc', { label: 'l', intrinsicSettings: { plan: 'Standard' } });
    const client = jobs.createSchedulerClient('cs', 'jc', given(), scheduler.httpsUrl).jobs;

    const target = scheduler.sink('nightly');
    await target.answer(200, 500);
    const action = { type: 'http', request: { uri: target.url, method: 'POST', body: 'go' }, retryPolicy: { retryType: 'none' } };
    await call(client, 'createOrUpdate', 'nightly', {
      startTime: new Date('2015-07-02T03:00:00Z'), action, recurrence: { frequency: 'day', interval: 1 } });
    assert.deepEqual(await scheduler.clock.advance({ days: 3 }), { now: new Date('2015-07-04T00:00:00Z'), executions: 2 });

    assert.deepEqual((await target.calls()).map(({ body }) => body), ['go', 'go']);
    const { jobHistory } = await call(client, 'getHistory', 'nightly', { top: 10 });
    assert.deepEqual(jobHistory.map(({ status }) => status).sort(), ['completed', 'failed']);
    await scheduler.subscription.faults.client({ status: 403, code: 'ForbiddenError' }, { times: 1 });
    await assert.rejects(call(client, 'get', 'nightly'), { statusCode: 403 });
    const [refused] = await scheduler.requests({ face: 'azure_classic', status: 403 });
    assert.match(refused.reason, /fault/);
  });
});

const arm = packages('azure-arm-scheduler', 'ms-rest');
describe('azure-arm-scheduler', { skip: !arm && 'not installed: make node' }, () => {
  for (const listener of ['httpUrl', 'httpsUrl']) {
    test(`a job is made and fires, by the ${listener}`, async () => {
      const [Scheduler, { TokenCredentials }] = arm;
      const client = new Scheduler(new TokenCredentials('any'), scheduler.subscription.id, scheduler[listener],
        { longRunningOperationRetryTimeout: 0, noRetryPolicy: true });
      await call(client.jobCollections, 'createOrUpdate', 'rg', 'jc', {
        location: 'South Central US', properties: { sku: { name: 'Standard' } } });
      await call(client.jobs, 'createOrUpdate', 'rg', 'jc', 'hourly', { properties: {
        startTime: new Date('2015-07-01T01:00:00Z'), recurrence: { frequency: 'Hour', interval: 1 },
        action: { type: 'Http', request: { uri: scheduler.sink('hourly').url, method: 'GET' } } } });
      assert.equal((await scheduler.clock.advance({ hours: 4 })).executions, 4);
      assert.equal((await scheduler.sink('hourly').calls()).length, 4);
      assert.equal((await call(client.jobs, 'get', 'rg', 'jc', 'hourly')).properties.status.executionCount, 4);
    });
  }
});

const kuduApi = packages('kudu-api');
describe('kudu-api', { skip: !kuduApi && 'not installed: make node' }, () => {
  test('a web job is uploaded, runs and is seen', async () => {
    const [user, password] = credentials.split(':');
    const basic = Buffer.from(credentials).toString('base64');
    const site = kuduApi[0]({ website: `${scheduler.host}/mysite`, basic });
    await send(`${scheduler.httpUrl}/api/triggeredwebjobs/hello`, { method: 'PUT', body: 'echo from the kit',
      headers: { authorization: `Basic ${basic}`, 'content-disposition': 'attachment; filename=run.sh' } });
    const { webjobs } = site;
    assert.deepEqual((await call(webjobs, 'listTriggered')).map(({ name }) => name), ['hello']);
    await call(webjobs, 'runTriggered', 'hello', '');
    const [asked] = await scheduler.requests({ face: 'kudu', method: 'POST', path: '*/hello/run', count: 1, timeout: 5_000 });
    assert.equal(asked.status, 202, `${user}:${password}`);
  });
});
