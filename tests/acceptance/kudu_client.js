// Runs every call about web jobs of the unmodified kudu-api 1.4.1 against an emulator, and prints what came back as
// JSON. Arguments: how ("prefix" is the whole package, by https; "module" its webjobs module, by any base address), the
// address, user, password, a folder for files.
'use strict';
const fs = require('fs');
const path = require('path');
const util = require('util');
// The one that kudu-api itself has: another package may have brought an older one.
const request = require(require.resolve('request', { paths: [path.dirname(require.resolve('kudu-api'))] }));

const [how, address, user, password, folder] = process.argv.slice(2);
const basic = Buffer.from(`${user}:${password}`).toString('base64');
const all = how === 'prefix'
  ? require('kudu-api')({ website: `${address}/mysite`, basic })
  : Object.fromEntries(['webjobs', 'vfs', 'zip', 'settings'].map((name) => [name, require(`kudu-api/lib/${name}`)(
    request.defaults({ baseUrl: address, headers: { Authorization: `Basic ${basic}` } }))]));
const promised = (object) => Object.fromEntries(
  Object.entries(object).map(([name, method]) => [name, util.promisify(method)]));
const [jobs, vfs, zip, settings] = [all.webjobs, all.vfs, all.zip, all.settings].map(promised);
// These hand back the answer behind a value that is always there or not; the answer is wanted.
const answered = (object, name) => (...args) => new Promise((resolve, reject) => {
  object[name](...args, (error, ...rest) => (error ? reject(error) : resolve(rest[rest.length - 1])));
});
const run = answered(all.webjobs, 'runTriggered');

const file = (name, text) => {
  const full = path.join(folder, name);
  fs.writeFileSync(full, text);
  return full;
};
const until = async (ask, good) => {
  for (;;) {
    const found = await ask();
    if (good(found)) return found;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
};
const ended = (id, name = 'my job') => until(
  () => jobs.getTriggeredHistory(name, id), (found) => !['Initializing', 'Running'].includes(found.status));
const get = (url) => new Promise((resolve, reject) => {
  request({ url, headers: { Authorization: `Basic ${basic}` } }, (error, answer) => (
    error ? reject(error) : resolve([answer.statusCode, answer.body])));
});

async function main() {
  const seen = {};
  seen.none = [await jobs.listAll(), await jobs.listTriggered(), await jobs.listContinuous()];
  const script = file('run.sh', 'echo "arguments: $*"\n');
  seen.uploaded = (await jobs.uploadTriggered('my job', script)).run_command;
  seen.refused = (await jobs.uploadTriggered('x', file('my job.sh', '')).catch((error) => error.message));
  seen.pristine = (await jobs.listTriggeredHistory('my job').catch((error) => error.message));
  seen.got = (await jobs.getTriggered('my job')).name;
  seen.swagger = Object.keys((await jobs.listTriggeredAsSwagger()).paths);
  const first = await run('my job');
  seen.run = [first.statusCode, first.body];
  const { location } = first.headers;
  seen.status = (await ended(location.split('/').pop())).status;
  seen.location = (await get(location))[0];
  const second = await run('my job', '--a "b c" & d');
  const done = await ended(second.headers.location.split('/').pop());
  seen.trigger = done.trigger;
  seen.output = (await get(done.output_url))[1].split('\r\n').filter((line) => line.includes('arguments:'))
    .map((line) => line.replace(/^.*INFO\] /, ''));
  seen.history = (await jobs.listTriggeredHistory('my job')).runs.length;
  await zip.upload(process.env.JOB_ZIP, 'site/wwwroot/App_Data/jobs/triggered/zipped/');
  seen.zipped = (await jobs.getTriggered('zipped')).run_command;
  seen.uploadedZip = (await jobs.uploadTriggered('zip2', process.env.JOB_ZIP)).run_command;
  await vfs.uploadFile(script, 'site/wwwroot/App_Data/jobs/triggered/byvfs/run.sh');
  seen.all = (await jobs.listAll()).map((job) => job.name);
  seen.listed = (await vfs.listFiles('site/wwwroot/App_Data/jobs/triggered/byvfs')).map((entry) => entry.name);
  await vfs.deleteFile('site/wwwroot/App_Data/jobs/triggered/byvfs/run.sh');
  await vfs.deleteDirectory('site/wwwroot/App_Data/jobs/triggered/byvfs');
  for (const name of ['my job', 'zipped', 'zip2', 'never was']) await jobs.deleteTriggered(name);
  seen.deleted = await jobs.listTriggered();
  await settings.set({ WEBJOBS_RESTART_TIME: '1' });
  seen.setting = JSON.parse(await settings.get('WEBJOBS_RESTART_TIME').then(JSON.stringify));
  const loop = file('loop.sh', 'exec sleep 1000\n');
  seen.continuous = (await jobs.uploadContinuous('c1', loop)).type;
  await until(() => jobs.getContinuous('c1'), (job) => job.status === 'Running');
  await jobs.setContinuousSettings('c1', { is_singleton: true, stopping_wait_time: 0 });
  seen.settings = await jobs.getContinuousSettings('c1');
  await jobs.stopContinuous('c1');
  seen.stopped = (await until(() => jobs.getContinuous('c1'), (job) => job.status === 'Stopped')).status;
  await jobs.startContinuous('c1');
  await until(() => jobs.getContinuous('c1'), (job) => job.status === 'Running');
  seen.continuousList = (await jobs.listContinuous()).map((job) => job.name);
  await jobs.deleteContinuous('c1');
  seen.missing = (await jobs.getContinuous('c1').catch((error) => error.message));
  console.log(JSON.stringify(seen));
}
main().catch((error) => { console.error(error); process.exit(1); });
