// Drives the Kudu class of the unmodified azure-pipelines-tasks-azure-arm-rest 3.272.1 against an emulator, and prints
// what came back as JSON. Arguments: the address, an Authorization header, an archive with web jobs, a
// file that is no archive, a folder for files.
'use strict';
const fs = require('fs');
const path = require('path');

// It tells its agent about everything on the standard output, which is ours.
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const [address, authorization, archive, broken, folder] = process.argv.slice(2);
const { Kudu } = require('azure-pipelines-tasks-azure-arm-rest/azure-arm-app-service-kudu');

const kudu = new Kudu(address, authorization);
const until = async (ask, good) => {
  for (;;) {
    const found = await ask();
    if (good(found)) return found;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
};
const status = (name) => async () => (await kudu.getContinuousJobs()).find((job) => job.name === name).status;

async function main() {
  const seen = {};
  await kudu.warmup();
  seen.settings = await kudu.getAppSettings();
  seen.jobs = await kudu.getContinuousJobs();
  const file = path.join(folder, 'a.txt');
  fs.writeFileSync(file, 'content');
  await kudu.createPath('/site/wwwroot/inner');
  await kudu.uploadFile('/site/wwwroot/inner', 'a.txt', file);
  await kudu.uploadFile('\\site\\wwwroot\\inner', 'a.txt', file);
  seen.read = await kudu.getFileContent('/site/wwwroot/inner', 'a.txt');
  seen.listed = (await kudu.listDir('/site/wwwroot/inner')).map((entry) => entry.name);
  seen.missing = [await kudu.getFileContent('/site/wwwroot', 'none'), await kudu.listDir('/site/none')];
  await kudu.runCommand('site\\wwwroot', 'echo from a command > b.txt');
  seen.command = await kudu.getFileContent('/site/wwwroot', 'b.txt');
  await kudu.deleteFile('/site/wwwroot/inner', 'a.txt');
  await kudu.deleteFolder('/site/wwwroot/inner');
  await kudu.extractZIP(archive, '/site/wwwroot');
  await until(status('c1'), (found) => found === 'Running');
  await kudu.stopContinuousWebJob('c1');
  seen.stopped = await until(status('c1'), (found) => found === 'Stopped');
  await kudu.startContinuousWebJob('c1');
  seen.started = await until(status('c1'), (found) => found === 'Running');

  const query = ['isAsync=true', 'deployer=VSTS_ZIP_DEPLOY', `message=${encodeURIComponent('{"type":"deployment"}')}`];
  const done = await kudu.zipDeploy(archive, query, true);
  seen.zip = [done.status, done.deployer, done.message];
  const details = await kudu.getDeploymentDetails(done.id);
  seen.same = details.id === done.id;
  const log = await kudu.getDeploymentLogs(details.log_url);
  seen.log = log[log.length - 1].message;
  seen.inner = (await kudu.getDeploymentLogs(log.find((entry) => entry.details_url).details_url)).length > 0;
  seen.gone = await kudu.getFileContent('/site/wwwroot', 'b.txt');
  seen.waited = await kudu.zipDeploy(archive, []);
  seen.war = (await kudu.warDeploy(archive, ['isAsync=true', 'name=shop'])).status;
  seen.one = (await kudu.oneDeploy(archive, ['async=true', 'type=zip'], true)).status;
  const failed = await kudu.zipDeploy(broken, query);
  seen.failed = [failed.status, (await kudu.getDeploymentLogs(failed.log_url)).pop().type];
  const history = { id: 'by-hand', status: 4, message: 'done', author: 'me', deployer: 'VSTS' };
  seen.noted = await kudu.updateDeployment(history);
  seen.process = (await kudu.getProcess(0)).is_scm_site;
  say(`${JSON.stringify(seen)}\n`);
}
main().catch((error) => { console.error(error); process.exit(1); });
