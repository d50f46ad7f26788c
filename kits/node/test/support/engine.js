'use strict';
// As much of a Docker engine as testcontainers asks for, in front of an emulator that runs without a container: it notes
// what it is told to create, and says that its ports are published where the emulator listens.

const http = require('node:http');

/** Start one for an emulator; `created` are the documents of the containers, `calls` what else was asked. */
async function engine(emulator) {
  const created = [];
  const calls = [];
  let runs = true;
  const port = (url) => [{ HostIp: '0.0.0.0', HostPort: new URL(url).port }];
  const container = () => ({
    Id: 'abc', Name: '/abc', Created: '2015-07-01T00:00:00Z', Image: 'mine',
    State: { Running: runs, Status: runs ? 'running' : 'exited', StartedAt: '2015-07-01T00:00:00Z', FinishedAt: '' },
    Config: { Hostname: 'abc', Labels: {}, Image: 'mine' },
    HostConfig: { PortBindings: {} },
    NetworkSettings: { Networks: {}, Ports: { '8443/tcp': port(emulator.httpsUrl), '8080/tcp': port(emulator.httpUrl) } },
  });
  const answers = {
    'GET /info': () => ({ OperatingSystem: 'none', OSType: 'linux', Architecture: 'x86_64', ServerVersion: '1' }),
    'GET /containers/json': () => [],
    'GET /images/mine:latest/json': () => ({ Id: 'mine', RepoTags: ['mine:latest'] }),
    'POST /containers/create': (body) => { created.push(JSON.parse(body)); return { Id: 'abc', Warnings: [] }; },
    'POST /containers/abc/start': () => undefined,
    'POST /containers/abc/stop': () => { runs = false; },
    'DELETE /containers/abc': () => undefined,
    'GET /containers/abc/json': container,
    'GET /containers/abc/logs': () => undefined,
  };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      const what = `${request.method} ${request.url.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`;
      calls.push(what);
      const answer = answers[what]?.(body);
      response.writeHead(answers[what] ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[what] ? answer : { message: `no ${what} here` }));
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(undefined)); });
  return { created, calls, port: server.address().port, close: () => server.close() };
}

module.exports = { engine };
