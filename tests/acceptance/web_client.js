// Makes every call about web jobs with an unmodified node client of Microsoft.Web, by the site and by a slot of it, and
// prints what came back as JSON. Arguments: package, base URL, slot ('' for the site). NODE_EXTRA_CA_CERTS names the
// authority. The site has a triggered job `hello` and a continuous one `loop`.
'use strict';
const [name, base, slot] = process.argv.slice(2);
const SUBSCRIPTION = '5ec4e7c6-0000-0000-0000-000000000000';

function connect() {
  if (name === 'azure-arm-website') {
    const msRest = require('ms-rest');
    const { WebSiteManagementClient } = require(name);
    const Client = WebSiteManagementClient || require(name);
    return new Client(new msRest.TokenCredentials('any'), SUBSCRIPTION, base, { noRetryPolicy: true });
  }
  const { WebSiteManagementClient } = require(name);
  const credential = { getToken: async () => ({ token: 'any', expiresOnTimestamp: 4102444800000 }) };
  return new WebSiteManagementClient(credential, SUBSCRIPTION, { endpoint: base });
}

const { webApps } = connect();

// Calls a method, or that for a slot; lists come as promises of arrays or as iterators.
async function call(method, ...rest) {
  const found = slot ? webApps[`${method}Slot`]('rg', 'mine', ...rest, slot) : webApps[method]('rg', 'mine', ...rest);
  if (!found || !found[Symbol.asyncIterator]) return found;
  const items = [];
  for await (const item of found) items.push(item);
  return items;
}

async function until(check) {
  for (;;) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const names = (items) => items.map((item) => item.name);
const missing = (promise) => promise.then(() => null, (error) => [error.statusCode, error.code]);

async function main() {
  const seen = {};
  seen.all = names(await call('listWebJobs'));
  seen.one = (await call('getWebJob', 'hello')).name;
  seen.triggered = names(await call('listTriggeredWebJobs'));
  const job = await call('getTriggeredWebJob', 'hello');
  seen.job = [job.name, job.type, job.runCommand, job.webJobType];
  await call('runTriggeredWebJob', 'hello');
  const history = await call('listTriggeredWebJobHistory', 'hello');
  const run = await call('getTriggeredWebJobHistory', 'hello', history[0].name.split('/').pop());
  seen.run = [history.length, run.type, run.name === history[0].name, run.runs.length];
  seen.continuous = names(await call('listContinuousWebJobs'));
  const status = async () => (await call('getContinuousWebJob', 'loop')).status;
  await until(async () => (await status()) === 'Running');
  await call('stopContinuousWebJob', 'loop');
  await until(async () => (await status()) === 'Stopped');
  await call('startContinuousWebJob', 'loop');
  await until(async () => (await status()) === 'Running');
  await call('deleteContinuousWebJob', 'loop');
  await call('deleteTriggeredWebJob', 'hello');
  seen.none = [await call('listWebJobs'), await call('listTriggeredWebJobs'), await call('listContinuousWebJobs')];
  seen.missing = [await missing(call('getTriggeredWebJob', 'hello')), await missing(call('getContinuousWebJob', 'loop')),
    await missing(call('runTriggeredWebJob', 'hello')), await missing(call('startContinuousWebJob', 'loop'))];
  const site = slot ? await webApps.getSlot('rg', 'mine', slot) : await webApps.get('rg', 'mine');
  seen.site = [site.name, site.state, site.resourceGroup];
  seen.settings = (await call('listApplicationSettings')).properties;
  console.log(JSON.stringify(seen));
}

main().catch((error) => { console.error(error); process.exit(1); });
