'use strict';
// SchedulerContainer for testcontainers: what it asks of a Docker engine, which is a stand-in here.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { START, start } = require('azure-scheduler-emulator');
const { engine } = require('./support/engine');
const { every } = require('./support/jobs');

/** Why its tests cannot run here; false if they can. */
function obstacle() {
  // Since its version 11, of which one is tested.
  if (Number(process.versions.node.split('.')[0]) < 20) return 'testcontainers needs node 20';
  try {
    require.resolve('testcontainers');
    return false;
  } catch {
    return 'not installed: make node';
  }
}

describe('testcontainers', { skip: obstacle() }, () => {
  let emulator;
  let docker;
  before(async () => {
    emulator = await start();
    docker = await engine(emulator);
    Object.assign(process.env, { DOCKER_HOST: `tcp://127.0.0.1:${docker.port}`, TESTCONTAINERS_RYUK_DISABLED: 'true' });
  });
  after(async () => {
    docker.close();
    await emulator.stop();
  });

  test('a container is made, met and stopped', async () => {
    const { SchedulerContainer } = require('azure-scheduler-emulator/testcontainers');
    const container = await new SchedulerContainer('mine').withSettings({ clock: START, kuduExposed: true }).start();
    const [asked] = docker.created;
    assert.deepEqual(asked.Env.sort(), [`EMULATOR_CLOCK=${START}`, 'EMULATOR_KUDU_EXPOSED=yes']);
    assert.deepEqual(Object.keys(asked.ExposedPorts).sort(), ['8080/tcp', '8443/tcp']);
    assert.deepEqual(asked.HostConfig.ExtraHosts, ['host.docker.internal:host-gateway']);

    const { emulator: inside } = container;
    assert.deepEqual([inside.httpUrl, inside.httpsUrl], [emulator.httpUrl, emulator.httpsUrl]);
    assert.equal(inside.sink('x').url, 'http://127.0.0.1:8080/_emulator/sink/x');
    await every(inside, '0 0 * * * ?', emulator.sink('x').url);
    assert.equal((await inside.clock.advance({ hours: 2 })).executions, 2);
    assert.equal((await inside.sink('x').calls()).length, 2);
    await inside.stop();
    assert.ok(docker.calls.includes('POST /containers/abc/stop'));
  });

  test('where docker is elsewhere, the emulator is told its name', async () => {
    const script = `
      const { SchedulerContainer } = require('azure-scheduler-emulator/testcontainers');
      const container = new SchedulerContainer('mine').withSettings({ serverNames: ['scheduler'] });
      container.beforeContainerCreated().then(() => console.log(JSON.stringify(container.environment)));`;
    const env = { ...process.env, TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.2' };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env, cwd: __dirname });
    assert.deepEqual(JSON.parse(stdout), { EMULATOR_SERVER_NAMES: 'scheduler,127.0.0.2',
      EMULATOR_CONTROL_HOSTS: 'localhost,127.0.0.1,host.docker.internal,127.0.0.2' });
  });
});
