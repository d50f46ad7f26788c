// Runs every method of the unmodified node clients azure-asm-scheduler 0.10.2 and azure-scheduler 0.10.4 against an
// emulator, and prints what came back as JSON. Arguments: base URL, file with certificate and key, target URL.
'use strict';
const fs = require('fs');
const util = require('util');
const moment = require('moment');
moment.suppressDeprecationWarnings = true;
const asm = require('azure-asm-scheduler');
const scheduler = require('azure-scheduler');

const [base, pemFile, target] = process.argv.slice(2);
const subscriptionId = '00000000-0000-0000-0000-000000000000';
const pem = fs.readFileSync(pemFile, 'utf8');
const management = asm.createSchedulerManagementClient(
  asm.createCertificateCloudCredentials({ subscriptionId, pem }), base);
const cloud = asm.createCloudServiceManagementClient(
  asm.createCertificateCloudCredentials({ subscriptionId, pem }), base);
for (const client of [management, cloud]) {
  client.longRunningOperationInitialTimeout = 0;
  client.longRunningOperationRetryTimeout = 0;
}
const jobs = scheduler.createSchedulerClient('cs', 'jc',
  scheduler.createCertificateCloudCredentials({ subscriptionId, pem }), base).jobs;
const call = (object, name) => util.promisify(object[name].bind(object));

// A PUT without a body leaves the client's stream open until somebody ends it.
const ended = (method) => new Promise((resolve, reject) => {
  management[method]((error, result) => (error ? reject(error) : resolve(result))).end();
});

async function main() {
  const seen = {};
  seen.register = (await ended('registerResourceProvider')).statusCode;
  seen.registerAgain = await ended('registerResourceProvider').catch((error) => [error.statusCode, error.code]);
  seen.properties = Object.keys((await call(management, 'getResourceProviderProperties')()).properties);
  seen.entitle = (await call(cloud, 'entitleResource')({
    resourceNamespace: 'scheduler', resourceType: 'JobCollections', registrationDate: new Date(0),
  })).statusCode;
  seen.createService = (await call(cloud.cloudServices, 'create')('cs', {
    label: 'l', description: 'd', geoRegion: 'West Europe', email: 'a@b' })).statusCode;
  seen.services = (await call(cloud.cloudServices, 'list')()).cloudServices.map((one) => one.name);
  seen.available = (await call(management.jobCollections, 'checkNameAvailability')('cs', 'jc x')).isAvailable;
  seen.availableName = (await call(management.jobCollections, 'checkNameAvailability')('cs', 'jc')).isAvailable;
  const quota = { maxJobCount: 10, maxJobOccurrence: 5, maxRecurrence: { frequency: 'Minute', interval: 1 } };
  const created = await call(management.jobCollections, 'create')('cs', 'jc', {
    schemaVersion: '1.1', label: 'hi', intrinsicSettings: { plan: 'Standard', quota } });
  seen.createCollection = created.status;
  let collection = await call(management.jobCollections, 'get')('cs', 'jc');
  seen.collection = [collection.name, collection.label, collection.state, collection.intrinsicSettings];
  const updated = await call(management.jobCollections, 'update')('cs', 'jc', {
    eTag: collection.eTag, intrinsicSettings: { plan: 'Standard', quota: { maxJobCount: 7 } } });
  seen.updateCollection = updated.status;
  collection = await call(management.jobCollections, 'get')('cs', 'jc');
  seen.quota = collection.intrinsicSettings.quota.maxJobCount;
  seen.service = (await call(cloud.cloudServices, 'get')('cs')).resources.map((one) => [one.name, one.label]);

  const action = {
    type: 'http',
    request: { uri: target + '/ok', method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'b',
      authentication: { type: 'Basic', username: 'u', password: 'p' } },
    retryPolicy: { retryType: 'fixed', retryInterval: moment.duration(90, 'seconds'), retryCount: 3 },
    errorAction: { type: 'storageQueue',
      queueMessage: { storageAccountName: 'sa', queueName: 'q', sasToken: '?sv', message: 'm' } },
  };
  const far = new Date(Date.now() + 30 * 24 * 3600 * 1000);
  const posted = await call(jobs, 'create')({ startTime: far, action,
    recurrence: { frequency: 'week', interval: 1, count: 3,
      schedule: { minutes: [1], hours: [2], days: ['monday'] } } });
  seen.posted = [posted.statusCode, posted.job.id.length, posted.job.action.retryPolicy.retryInterval.asSeconds(),
    posted.job.recurrence.schedule.days, posted.job.action.errorAction.queueMessage.storageAccountName];
  const put = await call(jobs, 'createOrUpdate')('job1', { startTime: far, action });
  seen.put = [put.statusCode, put.job.id, put.job.state];
  seen.replaced = (await call(jobs, 'createOrUpdate')('job1', { startTime: far, action })).statusCode;
  seen.got = (await call(jobs, 'get')('job1')).job.action.request.uri.replace(target, '');
  seen.listed = (await call(jobs, 'list')({ skip: 0, top: 5 })).jobs.length;
  seen.filtered = (await call(jobs, 'listWithFilter')({ state: 'enabled', skip: 1, top: 5 })).jobs.length;
  const changed = await call(jobs, 'updateState')('job1', { state: 'disabled', updateStateReason: 'why' });
  seen.updateState = [changed.statusCode, changed.job.state];
  seen.updateStates = (await call(jobs, 'updateJobCollectionState')({ state: 'disabled' })).jobs.map((one) => one.state);

  await call(jobs, 'createOrUpdate')('runs', { action });
  for (let left = 500; left > 0; left -= 1) {
    if ((await call(jobs, 'get')('runs')).job.state === 'completed') break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const history = await call(jobs, 'getHistory')('runs', { skip: 0, top: 100 });
  seen.history = history.jobHistory.map((one) => [one.status, one.actionName, one.repeatCount, one.retryCount]);
  seen.failed = (await call(jobs, 'getHistoryWithFilter')('runs', { status: 'Failed', top: 1 })).jobHistory.length;

  seen.deleteJob = (await call(jobs, 'deleteMethod')('job1')).statusCode;
  seen.missing = await call(jobs, 'get')('job1').catch((error) => [error.statusCode, error.code]);
  seen.deleteCollection = (await call(management.jobCollections, 'deleteMethod')('cs', 'jc')).status;
  seen.deleteService = (await call(cloud.cloudServices, 'delete')('cs')).status;
  seen.unregister = (await ended('unregisterResourceProvider')).statusCode;
  return seen;
}

main().then((seen) => console.log(JSON.stringify(seen)), (error) => { console.error(error); process.exit(1); });
