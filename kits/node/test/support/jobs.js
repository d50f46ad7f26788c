'use strict';
// Makes jobs as an application would: by the Job Scheduler API, and by the classic API over mutual TLS.

const http = require('node:http');
const https = require('node:https');

/** Send a request; return status, headers and text of the answer. */
function send(url, { method = 'GET', body, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const transport = url.startsWith('https:') ? https : http;
    const request = transport.request(url, { method, ...options }, (answer) => {
      let text = '';
      answer.on('data', (part) => { text += part; });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Put a job of the Job Scheduler API that calls `url` by a cron expression. */
async function every(scheduler, cron, url, account = 'me') {
  const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${account}:`)}` };
  const answer = await send(`${scheduler.httpUrl}/1/jobs`, { method: 'POST', headers, body: JSON.stringify({ url, cron }) });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
}

const XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"';

/** Put a job of the classic API into a cloud service and a collection that are made for it. */
async function classic(scheduler, subscription, name, job) {
  const service = `${scheduler.httpsUrl}/${subscription.id}/cloudservices/cs`;
  const ask = async (path, body, type) => {
    const headers = { 'x-ms-version': '2014-10-01', 'content-type': type };
    const answer = await send(service + path, { method: 'PUT', body, headers, ...subscription.tls });
    if (answer.status >= 400) throw new Error(`${answer.status} ${answer.text}`);
  };
  await ask('', `<CloudService ${XMLNS}><Label>l</Label><Description>d</Description><GeoRegion>West US</GeoRegion>`
    + '</CloudService>', 'application/xml');
  await ask('/resources/scheduler/jobCollections/jc', `<Resource ${XMLNS}><IntrinsicSettings><Plan>Standard</Plan>`
    + '</IntrinsicSettings></Resource>', 'application/xml');
  await ask(`/resources/scheduler/~/jobCollections/jc/jobs/${name}`, JSON.stringify(job), 'application/json');
}

module.exports = { send, every, classic };
