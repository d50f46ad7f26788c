// Drives the unmodified vscode-azurekudu 0.2.3 against an emulator, and prints what came back as JSON.
// Arguments: the address, user, password, a bearer token, an archive with a web job and a page.
'use strict';
const fs = require('fs');
const msRest = require('@azure/ms-rest-js');
const { KuduClient } = require('vscode-azurekudu');

const [baseUri, user, password, token, archive] = process.argv.slice(2);
const kudu = new KuduClient(new msRest.BasicAuthenticationCredentials(user, password), { baseUri });
const bearer = new KuduClient(new msRest.TokenCredentials(token), { baseUri });
// It takes any status that its description leaves out for an error, successes too (202, 204, 201).
const refused = (promise) => promise.then(() => 'let through', (error) => error.statusCode);
const text = (answer) => answer._response.bodyAsText;
const until = async (ask, good) => {
  for (;;) {
    const found = await ask();
    if (good(found)) return found;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
};

async function main() {
  const seen = {};
  const { vfs, zip, jobs, deployment, pushDeployment } = kudu;
  // It encodes the slashes of paths.
  seen.written = (await vfs.putItem1('first', 'site/wwwroot/inner/a.txt'))._response.status;
  seen.refused = await refused(vfs.putItem1('second', 'site/wwwroot/inner/a.txt'));
  const known = { customHeaders: { 'If-Match': '*' } };
  seen.rewritten = (await vfs.putItem1('second', 'site/wwwroot/inner/a.txt', known))._response.status;
  seen.read = text(await vfs.getItem2('site/wwwroot/inner/a.txt'));
  seen.listed = JSON.parse(text(await vfs.getItem2('site/wwwroot/inner/'))).map((entry) => entry.name);
  seen.deleted = (await vfs.deleteItem('site/wwwroot/inner', { recursive: true }))._response.status;

  seen.zipped = (await zip.putItem1(fs.readFileSync(archive), 'site/wwwroot'))._response.status;
  seen.packed = (await zip.getItem2('site/wwwroot/'))._response.status;
  seen.jobs = (await jobs.listAllJobs())._response.parsedBody.map((job) => job.name);
  seen.aliases = await Promise.all(['', '1', '2', '3'].map(
    async (n) => JSON.parse(text(await jobs[`getTriggeredJob${n}`]('job1'))).run_command));
  await jobs.setTriggeredJobSettings('job1', { schedule: '0 0 0 1 1 *' });
  seen.settings = JSON.parse(text(await jobs.getTriggeredJobSettings('job1')));
  const run = await jobs.invokeTriggeredJob('job1').catch((error) => error);
  seen.run = run.statusCode;
  const id = run.response.headers.get('location').split('/').pop();
  const ended = await until(() => jobs.getTriggeredJobRun('job1', id), (found) => JSON.parse(text(found)).status === 'Success');
  const output = JSON.parse(text(ended)).output_url.split('/vfs/')[1];
  seen.output = text(await vfs.getItem2(output)).split('\r\n').filter((line) => line.includes('said:')).map((line) => line.split('INFO] ')[1]);
  seen.history = JSON.parse(text(await jobs.getTriggeredJobHistory('job1'))).runs.length;
  await jobs.removeTriggeredJob('job1');
  seen.removed = await refused(jobs.getTriggeredJob('job1'));

  seen.none = (await deployment.getDeployResults()).length;
  seen.pushed = (await pushDeployment.zipPushDeploy(fs.readFileSync(archive), { isAsync: true, deployer: 'VSCode' }))._response.status;
  const [result] = await until(() => deployment.getDeployResults(), (found) => found.every((one) => one.complete));
  seen.deployed = [result.status, result.deployer, result.active, result.endTime instanceof Date];
  seen.latest = (await deployment.getResult('latest')).status;
  const log = await deployment.getLogEntry(result.id);
  seen.log = log[log.length - 1].message;
  const inner = log.find((entry) => entry.detailsUrl);
  seen.details = (await deployment.getLogEntryDetails(result.id, inner.id)).map((entry) => entry.message).sort();
  seen.again = (await jobs.listTriggeredJobs())._response.parsedBody.map((job) => job.name);

  const command = await kudu.command.executeCommand({ command: 'echo here; exit 3', dir: 'site\\wwwroot' });
  seen.command = [command.output, command.error, command.exitCode];
  seen.environment = typeof JSON.parse(text(await kudu.environment.get())).version;
  seen.processes = JSON.parse(text(await kudu.process.getAllProcesses())).length;
  seen.set = await refused(kudu.settings.set({ A: '1' }));
  seen.setting = JSON.parse(text(await kudu.settings.get1('A')));
  seen.subscribed = await refused(kudu.webHooks.subscribe({ url: 'http://127.0.0.1:9/', event: 'Mine' }));
  seen.hooks = JSON.parse(text(await kudu.webHooks.getWebHooks())).map((hook) => hook.event);
  seen.published = (await kudu.webHooks.publishEvent('Other', { a: 1 }))._response.status;
  seen.bearer = (await bearer.jobs.listTriggeredJobs())._response.parsedBody.length;
  const nobody = new KuduClient(new msRest.TokenCredentials('wrong'), { baseUri });
  seen.nobody = await refused(nobody.jobs.listTriggeredJobs());
  console.log(JSON.stringify(seen));
}
main().catch((error) => { console.error(error); process.exit(1); });
