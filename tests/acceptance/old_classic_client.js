// Uses the unmodified node client azure 0.10.6, the classic SDK as one package, against an emulator, and prints what
// came back as JSON. Arguments: base URL, file with certificate and key. The cloud service cs has to be there.
'use strict';
const fs = require('fs');
const util = require('util');
const azure = require('azure');

const [base, pemFile] = process.argv.slice(2);
const credentials = () => new azure.CertificateCloudCredentials({
  subscriptionId: '00000000-0000-0000-0000-000000000000', pem: fs.readFileSync(pemFile, 'utf8'),
});
const management = azure.createSchedulerManagementClient(credentials(), base);
management.longRunningOperationInitialTimeout = 0;
management.longRunningOperationRetryTimeout = 0;
const jobs = azure.createSchedulerClient('cs', 'jc', credentials(), base).jobs;
const call = (object, name) => util.promisify(object[name].bind(object));

async function main() {
  const seen = {};
  seen.properties = Object.keys((await call(management, 'getResourceProviderProperties')()).properties).length;
  seen.created = (await call(management.jobCollections, 'create')('cs', 'jc', {
    intrinsicSettings: { plan: 'Standard' } })).status;
  const action = {
    type: 'http', request: { uri: 'http://localhost/', method: 'GET' },
    retryPolicy: { retryType: 'fixed', retryInterval: require('moment').duration(90, 'seconds'), retryCount: 2 },
  };
  seen.put = (await call(jobs, 'createOrUpdate')('j', { action, startTime: new Date(Date.now() + 86400000) })).statusCode;
  const got = (await call(jobs, 'get')('j')).job;
  seen.got = [got.id, got.state, got.action.retryPolicy.retryInterval.asSeconds()];
  seen.listed = (await call(jobs, 'list')({})).jobs.map((job) => job.id);
  seen.deleted = (await call(jobs, 'deleteMethod')('j')).statusCode;
  console.log(JSON.stringify(seen));
}
main().catch((error) => { console.error(error); process.exit(1); });
