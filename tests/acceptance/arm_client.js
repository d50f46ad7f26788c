// Runs every method of the unmodified node client azure-arm-scheduler 1.2.0-preview against an emulator, and prints
// what came back as JSON. Arguments: base URL, target URL. NODE_EXTRA_CA_CERTS names the authority.
'use strict';
const moment = require('moment');
const msRest = require('ms-rest');
const Scheduler = require('azure-arm-scheduler');

const [base, target] = process.argv.slice(2);
const client = new Scheduler(new msRest.TokenCredentials('dummy'), '5ec4e7c6-0000-0000-0000-000000000000', base,
  { longRunningOperationRetryTimeout: 0, noRetryPolicy: true });
const { jobCollections, jobs } = client;

// The promise of a method; its arguments always begin with the collection, unless it is a list of collections.
const call = (object, name, ...rest) => new Promise((resolve, reject) => {
  object[name](...rest, (error, result) => (error ? reject(error) : resolve(result)));
});
const of = (name, ...rest) => call(jobCollections, name, 'rg', 'jc', ...rest);
const job = (name, ...rest) => call(jobs, name, 'rg', 'jc', ...rest);
const missing = (promise) => promise.then(() => null, (error) => [error.statusCode, error.code, error.message]);

function shown(found) {
  const retry = found.properties.action.retryPolicy;
  return [found.name, found.properties.state, retry.retryType, moment.duration(retry.retryInterval).asSeconds(),
    retry.retryCount];
}

async function main() {
  const seen = {};
  const made = await of('createOrUpdate', {
    location: 'South Central US', tags: { a: 'b' },
    properties: { sku: { name: 'Standard' }, state: 'Enabled',
      quota: { maxJobCount: 20, maxRecurrence: { frequency: 'Minute', interval: 1 } } },
  });
  seen.created = [made.name, made.location, made.tags, made.properties];
  seen.got = (await of('get')).id;
  seen.patched = (await of('patch', { tags: { a: 'c' } })).tags;
  seen.bySubscription = (await call(jobCollections, 'listBySubscription')).map((item) => item.name);
  seen.byGroup = (await call(jobCollections, 'listByResourceGroup', 'rg')).map((item) => item.name);
  await of('disable');
  seen.disabled = (await of('get')).properties.state;
  await of('enable');
  seen.enabled = (await of('get')).properties.state;

  const action = {
    type: 'Http',
    request: { uri: `${target}/ok`, method: 'POST', body: 'b', headers: { a: 'b' },
      authentication: { type: 'Basic', username: 'u', password: 'p' } },
    retryPolicy: { retryType: 'Fixed', retryInterval: moment.duration(90, 'seconds'), retryCount: 2 },
    errorAction: { type: 'StorageQueue',
      queueMessage: { storageAccount: 'sa', queueName: 'q', sasToken: 't', message: 'm' } },
  };
  const recurrence = { frequency: 'Month', interval: 1, count: 10, endTime: new Date('2090-01-01T00:00:00Z'),
    schedule: { hours: [5], minutes: [0], monthlyOccurrences: [{ day: 'Monday', occurrence: 1 }] } };
  seen.job = shown(await job('createOrUpdate', 'every',
    { properties: { startTime: new Date('2015-07-13T00:00:00Z'), action, recurrence, state: 'Enabled' } }));
  const got = await job('get', 'every');
  seen.gotJob = [shown(got), got.properties.action.request.authentication.username,
    got.properties.recurrence.schedule.monthlyOccurrences[0].day];
  const message = { queueName: 'q', namespace: 'ns', transportType: 'NetMessaging', message: 'M',
    authentication: { sasKey: 'k', sasKeyName: 'n', type: 'SharedAccessKey' },
    brokeredMessageProperties: { contentType: 'a/b', timeToLive: moment.duration(90, 'seconds') },
    customMessageProperties: { c: 'd' } };
  const bus = (await job('createOrUpdate', 'bus', { properties: {
    startTime: new Date('2015-07-13T00:00:00Z'), recurrence: { frequency: 'Day', interval: 1 },
    action: { type: 'ServiceBusQueue', serviceBusQueueMessage: message } } })).properties.action.serviceBusQueueMessage;
  seen.bus = [bus.transportType, bus.authentication, moment.duration(
    bus.brokeredMessageProperties.timeToLive).asSeconds(), bus.customMessageProperties];
  seen.patchedJob = shown(await job('patch', 'every', { properties: { state: 'Disabled' } }));
  seen.list = (await job('list')).map((item) => item.name);
  seen.page = (await job('list', { top: 1, skip: 1 })).map((item) => item.name);
  seen.filtered = (await job('list', { filter: "state eq 'Disabled'" })).map((item) => item.name);
  await job('run', 'every');
  let rows = [];
  while (!rows.length) rows = await job('listJobHistory', 'every', { top: 5 });
  const row = rows[0].properties;
  seen.history = ['status' in row, row.actionName, row.retryCount, row.repeatCount, row.message.slice(0, 40)];
  seen.failed = (await job('listJobHistory', 'every', { filter: "status eq 'Failed'" })).length;
  await job('deleteMethod', 'every');
  seen.missingJob = await missing(job('get', 'every'));
  await of('deleteMethod');
  seen.missing = await missing(of('get'));
  console.log(JSON.stringify(seen));
}

main().catch((error) => { console.error(error); process.exit(1); });
