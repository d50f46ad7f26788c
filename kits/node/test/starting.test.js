'use strict';
// How an emulator is started, attached to and stopped, and what is said when that fails.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');
const { promisify } = require('node:util');
const { START, attach, start, startContainer } = require('azure-scheduler-emulator');
const { every, send } = require('./support/jobs');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kit-'));
/** One that was started somehow, for tests of what finds it. */
let running;
after(async () => {
  await running?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Write a program that says and does what is given. */
function program(name, script) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  return file;
}

test('it starts with settings, and is attached to by others', async (t) => {
  const settings = { clock: new Date('2016-02-29'), journal: 5, pace: 'recorded', explain: true,
    controlToken: 'let me in', serverNames: ['one', 'two'], seedToken: null };
  const emulator = await start({ settings, env: { ...process.env, EMULATOR_NONSENSE: 'of the shell' } });
  t.after(() => emulator.stop());
  assert.equal((await emulator.clock.now()).toISOString(), '2016-02-29T00:00:00.000Z');
  assert.equal(emulator.httpsUrl, `https://${emulator.host}`);

  const other = await attach({ url: emulator.httpUrl, httpsUrl: emulator.httpsUrl, token: 'let me in' });
  const ask = () => send(`${other.httpsUrl}/${other.subscription.id}/cloudservices`, {
    headers: { 'x-ms-version': '2014-10-01' }, ...other.tls });
  assert.equal((await ask()).status, 200);
  const { pfx, ca } = other.subscription;
  assert.equal((await send(`${other.httpsUrl}/${other.subscription.id}/cloudservices`, {
    headers: { 'x-ms-version': '2014-10-01' }, pfx, passphrase: '', ca })).status, 200);
  await other.reset();
  assert.equal((await ask()).status, 200, 'its certificate is good after a reset, too');
  await other.restore(await other.state());
  assert.equal((await ask()).status, 200);
  assert.notEqual(other.sink().url, (await attach({ url: other.httpUrl, token: 'let me in' })).sink().url);
  await other.stop();
  assert.equal((await emulator.health()).status, 'ok', 'who attached does not stop it');

  await assert.rejects(attach({ url: emulator.httpUrl, token: 'wrong' }), { name: 'ControlError', status: 401 });
  await emulator.stop();
  await emulator.stop();
  await assert.rejects(attach({ url: emulator.httpUrl, patience: 0 }), { code: 'ECONNREFUSED' });
});

test('it is found by the line that it wrote to a file, or by variables', async (t) => {
  const emulator = running ??= await start();
  const readyFile = path.join(folder, 'ready');
  fs.writeFileSync(readyFile, `READY ${emulator.httpsUrl} ${emulator.httpUrl} fault-seed=7\n`);
  const before = { ...process.env };
  t.after(() => { process.env = before; });
  assert.equal((await attach({ readyFile })).httpsUrl, emulator.httpsUrl);
  process.env.EMULATOR_READY_FILE = readyFile;
  assert.equal((await attach()).httpsUrl, emulator.httpsUrl);
  Object.assign(process.env, { EMULATOR_URL: emulator.httpUrl, SCHEDULER_HTTPS_URL: 'https://there:1' });
  assert.equal((await attach()).httpsUrl, 'https://there:1');
  assert.equal((await attach(emulator.httpUrl)).httpsUrl, 'https://127.0.0.1:8443');
  fs.writeFileSync(readyFile, 'READ');
  await assert.rejects(attach({ readyFile }), /holds no line READY/);
});

test('what keeps it from starting is said', async () => {
  await assert.rejects(start({ settings: { pace: 'slow' } }), /did not start: it ended with status 2\.[^]*EMULATOR_PACE/);
  await assert.rejects(start({ settings: { noSuchThing: 1 } }), /EMULATOR_NO_SUCH_THING/);
  await assert.rejects(start({ command: path.join(folder, 'nothing') }), /ENOENT.*Is it installed\?/);
  const mute = program('mute', 'console.error("still thinking"); setInterval(() => {}, 1000);');
  await assert.rejects(start({ command: [mute], patience: 1_000 }), /not ready within 1000 ms\.\nstill thinking/);
});

test('the process of a test that forgets to stop it ends, and the emulator with it', async () => {
  const script = `require(${JSON.stringify(path.resolve(__dirname, '..'))}).start().then((one) => {
    console.log(one.httpUrl); });`;
  const env = { ...process.env, TMPDIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env, timeout: 60_000 });
  const url = stdout.trim();
  let answers = true;
  for (const deadline = Date.now() + 20_000; answers && Date.now() < deadline;) {
    answers = await send(`${url}/_emulator/health`).then(() => true, () => false);
    await pause(50);
  }
  assert.ok(!answers);
  assert.deepEqual(fs.readdirSync(folder).filter((name) => name.startsWith('scheduler-certs')), []);
});

test('a client that cannot be told an authority trusts it while it runs', async (t) => {
  const emulator = await start();
  t.after(() => emulator.stop());
  const ask = () => fetch(`${emulator.httpsUrl}/1/jobs`, { headers: { authorization: 'Basic bWU6' } });
  await assert.rejects(ask());
  const end = emulator.trust();
  assert.equal((await ask()).status, 200);
  end();
  emulator.trust();
  await emulator.stop();
  assert.equal(require('node:tls').createSecureContext.name, 'createSecureContext');
});

test('a container is started by the docker command', async () => {
  const emulator = running ??= await start();
  const log = path.join(folder, 'docker.log');
  const [https, http] = [emulator.host, new URL(emulator.httpUrl).host];
  const docker = program('docker', `
    const [verb, ...rest] = process.argv.slice(2);
    require('fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify([verb, ...rest]) + '\\n');
    if (verb === 'run') console.log('abc');
    if (verb === 'port') console.log(rest[1] === '8443/tcp' ? '${https}\\n[::1]:1' : '0.0.0.0:${http.split(':')[1]}');
    if (verb === 'logs') console.log('it said this');`);
  const container = await startContainer({ docker, image: 'mine', settings: { clock: START, kuduExposed: true } });
  assert.deepEqual([container.httpUrl, container.httpsUrl], [emulator.httpUrl, emulator.httpsUrl]);
  assert.equal(container.sink('x').url, 'http://127.0.0.1:8080/_emulator/sink/x');
  assert.equal(await container.logs(), 'it said this\n');
  await every(container, '0 0 * * * ?', container.sink('x').url);
  await container.stop();
  const [run, ...others] = fs.readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(run, ['run', '--detach', '--rm', '--publish', '127.0.0.1::8443', '--publish', '127.0.0.1::8080',
    '--add-host', 'host.docker.internal:host-gateway', '--env', `EMULATOR_CLOCK=${START}`, '--env',
    'EMULATOR_KUDU_EXPOSED=yes', 'mine']);
  assert.deepEqual(others.map(([verb]) => verb), ['port', 'port', 'logs', 'stop']);
});

test('what keeps a container from starting is said', async () => {
  const refusing = program('refusing', 'console.error("no such image"); process.exit(125);');
  await assert.rejects(startContainer({ docker: refusing }), /no such image/);
  const dead = program('dead', `
    const [verb] = process.argv.slice(2);
    if (verb === 'port') console.log('127.0.0.1:1');
    if (verb === 'logs') console.error('a setting is wrong');`);
  await assert.rejects(startContainer({ docker: dead, patience: 200 }), /ECONNREFUSED[^]*a setting is wrong/);
});
